using McpGuard.Audit;

namespace McpGuard.Benchmarks.Servers;

/// <summary>A sink that works until it is told to be slow or to hang.</summary>
internal sealed class SwitchedSink : IAuditSink
{
    // Less than the default WriteTimeout: a sink that takes longer has failed.
    private static readonly TimeSpan _slow = TimeSpan.FromSeconds(4);

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
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
        else if (Mode == SinkMode.SlowOutcomes && record.Event == AuditEvent.Outcome)
            await Task.Delay(_slow, CancellationToken.None);
    }
}
