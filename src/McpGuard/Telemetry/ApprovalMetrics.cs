using System.Diagnostics.Metrics;

namespace McpGuard;

/// <summary>Counts and measures approvals, for the meter <see cref="McpGuardDefaults.Meter"/>.</summary>
internal sealed class ApprovalMetrics
{
    // At the page, a person needs seconds; otherwise it can take hours.
    private static readonly InstrumentAdvice<double> _buckets = new()
    {
        HistogramBucketBoundaries = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _events;
    private readonly Histogram<double> _waitDuration;
    private volatile int _pending;

    public ApprovalMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(McpGuardDefaults.Meter);
        _events = _meter.CreateCounter<long>("mcpguard.approval.events", "{event}", "Changes of approvals, and refused attempts to change one.");
        _waitDuration = _meter.CreateHistogram(
            "mcpguard.approval.wait.duration", "s", "From the request for an approval until people have decided.", advice: _buckets);
        _meter.CreateObservableGauge("mcpguard.approval.pending", () => _pending, "{approval}", "Approvals in the store that wait for people.");
    }

    public void Count(AuditEvent change) => _events.AddQuietly(new() { { TelemetryNames.ApprovalEvent, RecordedName.Of(change) } });

    public void RecordWait(AuditEvent decision, TimeSpan wait) =>
        _waitDuration.RecordQuietly(wait.TotalSeconds, new() { { TelemetryNames.ApprovalEvent, RecordedName.Of(decision) } });

    /// <summary>The number that the last look at the store has found.</summary>
    public void RecordPending(int count) => _pending = count;

    /// <summary>Exposes the number of calls that this process holds.</summary>
    public void ObserveHeld(Func<int> count) =>
        _meter.CreateObservableGauge("mcpguard.approval.held", count, "{call}", "Calls that wait for their approval in this process.");
}
