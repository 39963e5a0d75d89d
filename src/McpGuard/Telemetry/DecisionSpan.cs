using System.Diagnostics;

namespace McpGuard;

/// <summary>
/// The span of one decision, from the arrival of the request until its decision is recorded. It is a child of the span that serves the
/// request. If that span is not recorded because of the client's flag, it is the root of a new trace with a link to the other. A client
/// cannot hide the guard's decisions.
/// </summary>
internal sealed class DecisionSpan : IDisposable
{
    private const string Name = "mcpguard.decision";

    private static readonly ActivitySource _source = new(McpGuardDefaults.ActivitySource, McpGuardDefaults.Version);

    private readonly Activity _activity;
    private readonly Activity? _outer;
    private readonly TimeProvider _time;

    private DecisionSpan(Activity activity, Activity? outer, TimeProvider time) => (_activity, _outer, _time) = (activity, outer, time);

    /// <returns>The span, or null if there is no listener, or a listener has thrown.</returns>
    public static DecisionSpan? StartOrNone(ActivityContext? remote, long startedAt, TimeProvider time)
    {
        if (!_source.HasListeners())
            return null;

        var outer = Activity.Current;
        try
        {
            return Start(outer, remote, startedAt, time);
        }
        catch (Exception)
        {
            Activity.Current = outer;
            return null;
        }
    }

    private static DecisionSpan? Start(Activity? outer, ActivityContext? remote, long startedAt, TimeProvider time) =>
        Open(outer, remote, time.GetUtcNow() - time.GetElapsedTime(startedAt)) is { } activity ? new(activity, outer, time) : null;

    /// <summary>Adds the decision.</summary>
    public void Describe(in TracedDecision told)
    {
        if (_activity.IsAllDataRequested)
            SpanAttributes.Describe(_activity, told);
    }

    public void Dispose()
    {
        Quietly.Run(() =>
        {
            _activity.SetEndTime(_time.GetUtcNow().UtcDateTime);
            _activity.Stop();
        });

        // Stopping a root span restores the other span as the current one.
        Activity.Current = _outer;
    }

    private static Activity? Open(Activity? outer, ActivityContext? remote, DateTimeOffset startedAt)
    {
        if (outer is null)
            return remote is { } parent && (parent.TraceFlags & ActivityTraceFlags.Recorded) != 0
                ? Start(parent, null, startedAt)
                : Start(default, remote, startedAt);

        var other = remote is { } context && context.TraceId != outer.TraceId ? remote : null;
        if (outer.Recorded || !IsFromOutside(outer))
            return Start(default, other, outer.StartTimeUtc > startedAt.UtcDateTime ? outer.StartTimeUtc : startedAt);

        Activity.Current = null;
        var activity = Start(default, outer.Context, startedAt);
        if (activity is null)
            Activity.Current = outer;

        return activity;
    }

    private static Activity? Start(ActivityContext parent, ActivityContext? linked, DateTimeOffset startedAt) =>
        _source.StartActivity(ActivityKind.Internal, parent, links: linked is { } link ? [new(WithoutState(link))] : null, startTime: startedAt, name: Name);

    // Baggage from the client is not passed on.
    private static ActivityContext WithoutState(ActivityContext context) =>
        new(context.TraceId, context.SpanId, context.TraceFlags, traceState: null, context.IsRemote);

    private static bool IsFromOutside(Activity activity)
    {
        while (activity.Parent is { } parent)
            activity = parent;

        return activity.HasRemoteParent;
    }
}
