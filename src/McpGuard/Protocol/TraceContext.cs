using System.Diagnostics;

namespace McpGuard;

/// <summary>
/// The W3C trace of a request: the one in the request, or that of the activity that serves it. Any client can write it, so it is for
/// correlation only, and its <c>sampled</c> flag does not affect the audit.
/// </summary>
internal readonly record struct TraceContext(string? TraceId, string? SpanId, string? ParentSpanId)
{
    /// <param name="requested">The trace in the request.</param>
    public static TraceContext Of(W3CTrace? requested)
    {
        var activity = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current : null;

        // A span is only named together with its own trace: a refused request is served in the trace of its HTTP headers, whatever its body names.
        if (requested?.Context is { } remote)
            return new(remote.TraceId.ToHexString(), activity?.TraceId == remote.TraceId ? activity.SpanId.ToHexString() : null, remote.SpanId.ToHexString());
        if (activity is null)
            return default;

        return new(activity.TraceId.ToHexString(), activity.SpanId.ToHexString(), activity.HasRemoteParent ? activity.ParentSpanId.ToHexString() : null);
    }
}
