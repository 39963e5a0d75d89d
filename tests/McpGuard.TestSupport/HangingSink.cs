using System.Collections.Concurrent;

namespace McpGuard.TestSupport;

/// <summary>A sink that hangs while a test wants it to, with its task or by blocking its thread.</summary>
internal sealed class HangingSink(bool blocks, AuditEvent? only = null) : IAuditSink
{
    private readonly ConcurrentQueue<AuditRecord> _records = new();
    private TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _entered;

    public string Name { get; init; } = nameof(HangingSink);

    /// <summary>How often it has been called.</summary>
    public int Entered => _entered;

    public IReadOnlyList<AuditRecord> Records => [.. _records];

    /// <summary>Releases all writes that hang, and hangs no longer.</summary>
    public void Release() => _goOn.TrySetResult();

    public void HangAgain() => _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _entered);
        if (only is null || record.Event == only)
        {
            if (blocks)
                _goOn.Task.Wait(CancellationToken.None);
            else
                await _goOn.Task;
        }

        _records.Enqueue(record);
    }
}
