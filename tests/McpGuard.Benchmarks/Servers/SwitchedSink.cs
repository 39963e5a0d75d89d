using McpGuard.Audit;

namespace McpGuard.Benchmarks.Servers;

/// <summary>A sink that works until it is told to be slow or to hang.</summary>
internal sealed class SwitchedSink : IAuditSink
{
    // Less than the default WriteTimeout: a sink that takes longer has failed.
    private static readonly TimeSpan _slow = TimeSpan.FromSeconds(4);

    // A field, so that what waits for it stays in memory, as it does when a real sink hangs.
    private readonly TaskCompletionSource _never = new();

    private volatile SinkMode _mode;

    public SinkMode Mode
    {
        get => _mode;
        set => _mode = value;
    }

    public async ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        // A hung sink listens to no token either.
        if (Mode == SinkMode.Hung)
            await _never.Task;
        else if (Mode == SinkMode.SlowOutcomes && record.Event == AuditEvent.Outcome)
            await Task.Delay(_slow, CancellationToken.None);
    }
}
