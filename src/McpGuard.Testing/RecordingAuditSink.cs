using System.Collections.Concurrent;

namespace McpGuard.Testing;

/// <summary>Keeps audit records in memory, or fails on demand.</summary>
public sealed class RecordingAuditSink : IAuditSink
{
    private readonly ConcurrentQueue<AuditRecord> _records = new();

    /// <summary>Everything recorded so far, in order.</summary>
    public IReadOnlyList<AuditRecord> Records => [.. _records];

    /// <summary>The decisions recorded so far, in order.</summary>
    public IReadOnlyList<AuditRecord> Decisions => [.. _records.Where(record => record.Event == AuditEvent.Decision)];

    /// <summary>The outcomes recorded so far, in order.</summary>
    public IReadOnlyList<AuditRecord> Outcomes => [.. _records.Where(record => record.Event == AuditEvent.Outcome)];

    /// <summary>Whether every record is lost from now on.</summary>
    public bool Fails { get; set; }

    /// <summary>The sink's name; several sinks of a server need different ones. Default <c>Recording</c>.</summary>
    public string Name { get; init; } = "Recording";

    /// <inheritdoc/>
    public bool NeverBlocks => true;

    /// <summary>Forgets everything recorded so far.</summary>
    public void Clear() => _records.Clear();

    /// <inheritdoc/>
    /// <exception cref="IOException"><see cref="Fails"/> is set.</exception>
    public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        if (Fails)
            throw new IOException("The recording sink was told to fail.");

        _records.Enqueue(record);
        return ValueTask.CompletedTask;
    }
}
