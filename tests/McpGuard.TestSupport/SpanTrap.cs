using System.Collections.Concurrent;
using System.Diagnostics;

namespace McpGuard.TestSupport;

/// <summary>
/// Listens to spans as OpenTelemetry does with its default sampler: what is recorded follows the parent, and a trace that begins here
/// is recorded.
/// </summary>
internal sealed class SpanTrap : IDisposable
{
    public const string McpServer = "Experimental.ModelContextProtocol";

    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivityListener _listener;

    public SpanTrap(params string[] sources)
    {
        _listener = new()
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => Sample(options.Parent),
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The spans of the guard that are recorded.</summary>
    public IReadOnlyList<Activity> Decisions => Of(McpGuardDefaults.ActivitySource);

    /// <summary>The spans of a source that are recorded.</summary>
    public IReadOnlyList<Activity> Of(string source) => [.. _stopped.Where(activity => activity.Source.Name == source && activity.Recorded)];

    public void Dispose() => _listener.Dispose();

    private static ActivitySamplingResult Sample(ActivityContext parent)
    {
        if (parent.SpanId == default || (parent.TraceFlags & ActivityTraceFlags.Recorded) != 0)
            return ActivitySamplingResult.AllDataAndRecorded;

        return parent.IsRemote ? ActivitySamplingResult.PropagationData : ActivitySamplingResult.None;
    }
}
