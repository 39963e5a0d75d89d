using System.Diagnostics;

namespace McpGuard;

/// <summary>
/// The W3C trace that a request belongs to: the one that it names itself, or that of the activity it is served in.
/// Anybody can write either, so it is for correlation only, and its <c>sampled</c> flag says nothing to the audit.
/// </summary>
internal readonly record struct TraceContext(string? TraceId, string? SpanId, string? ParentSpanId)
{
    /// <param name="requested">The trace that the request names itself.</param>
    public static TraceContext Of(W3CTrace? requested)
    {
        var activity = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current : null;

        // A span is told of only in its own trace: a refused request is served in that of its HTTP headers, whatever its body names.
        if (requested?.Context is { } remote)
            return new(remote.TraceId.ToHexString(), activity?.TraceId == remote.TraceId ? activity.SpanId.ToHexString() : null, remote.SpanId.ToHexString());
        if (activity is null)
            return default;

        return new(activity.TraceId.ToHexString(), activity.SpanId.ToHexString(), activity.HasRemoteParent ? activity.ParentSpanId.ToHexString() : null);
    }
}
