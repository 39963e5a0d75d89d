using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace McpGuard;

/// <summary>Counts and measures the guard's work, for the meter <see cref="McpGuardDefaults.Meter"/>.</summary>
internal sealed class GuardMetrics
{
    // A known token costs microseconds, a flush milliseconds, a request to an issuer up to seconds.
    internal static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.000025, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _decisions;
    private readonly Histogram<double> _decisionDuration;
    private readonly Counter<long> _lost;
    private readonly Histogram<double> _writeDuration;
    private readonly Histogram<double> _flushDuration;

    public GuardMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(McpGuardDefaults.Meter);
        _decisions = _meter.CreateCounter<long>("mcpguard.decisions", "{decision}", "Requests decided, by effect and reason.");
        _decisionDuration = _meter.CreateHistogram(
            "mcpguard.decision.duration", "s", "From the arrival of a request until its decision is recorded.", advice: Buckets);
        _lost = _meter.CreateCounter<long>("mcpguard.audit.lost", "{record}", "Audit records that a sink could not write.");
        _writeDuration = _meter.CreateHistogram("mcpguard.audit.write.duration", "s", "How long a sink took to write an audit record.", advice: Buckets);
        _flushDuration = _meter.CreateHistogram("mcpguard.audit.flush.duration", "s", "How long the audit file took to reach stable storage.", advice: Buckets);
    }

    public bool MeasuresWrites => _writeDuration.Enabled;

    public bool CountsDecisions => _decisions.Enabled || _decisionDuration.Enabled;

    /// <summary>
    /// Counts a decision and measures how long the request waited for it. Method and tool are names that the server knows, or
    /// <c>_other</c>, so that the number of series is bounded.
    /// </summary>
    public void CountDecision(AuditEffect effect, ReasonCode reason, string transport, string method, string? tool, TimeSpan elapsed)
    {
        var tags = new TagList
        {
            { TelemetryNames.Decision, RecordedName.Of(effect) },
            { TelemetryNames.Transport, transport },
            { TelemetryNames.Method, method },
        };
        _decisionDuration.RecordQuietly(elapsed.TotalSeconds, tags);
        tags.Add(TelemetryNames.Reason, RecordedName.Of(reason));
        if (tool is not null)
            tags.Add(TelemetryNames.Tool, tool);

        _decisions.AddQuietly(tags);
    }

    public void CountLost(string sink) => _lost.AddQuietly(new() { { TelemetryNames.Sink, sink } });

    public void RecordWrite(string sink, bool isWritten, TimeSpan elapsed) =>
        _writeDuration.RecordQuietly(elapsed.TotalSeconds, new() { { TelemetryNames.Sink, sink }, { TelemetryNames.Outcome, isWritten ? "ok" : "failed" } });

    public void RecordFlush(TimeSpan elapsed) => _flushDuration.RecordQuietly(elapsed.TotalSeconds, default);

    /// <summary>Exposes the number of records that wait to be written to the audit file.</summary>
    public void ObserveQueue(Func<int> count) =>
        _meter.CreateObservableGauge("mcpguard.audit.queue.length", count, "{record}", "Audit records that wait to be written to the file.");

    /// <summary>Exposes the unanswered records of each sink.</summary>
    public void ObserveSinks(Func<IEnumerable<(string Sink, int Pending, TimeSpan Age)>> read)
    {
        _meter.CreateObservableGauge(
            "mcpguard.audit.pending", () => read().Select(sink => Of(sink.Sink, sink.Pending)), "{record}", "Audit records that a sink has not answered yet.");
        _meter.CreateObservableGauge(
            "mcpguard.audit.pending.age",
            () => read().Select(sink => Of(sink.Sink, sink.Age.TotalSeconds)),
            "s",
            "How long the oldest audit record has waited for a sink's answer.");

        static Measurement<T> Of<T>(string sink, T value) where T : struct => new(value, new KeyValuePair<string, object?>(TelemetryNames.Sink, sink));
    }

    /// <summary>Exposes the number of open streams.</summary>
    public void ObserveStreams(Func<int> count) =>
        _meter.CreateObservableUpDownCounter("mcpguard.streams.open", count, "{stream}", "Streams that clients have open.");
}
