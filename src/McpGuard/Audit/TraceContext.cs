using System.Diagnostics;

namespace McpGuard;

/// <summary>
/// The W3C trace that a request belongs to: the one that its <c>_meta</c> names (SEP-414), or that of the activity it is served in.
/// Anybody can write either, so it is for correlation only, and its <c>sampled</c> flag says nothing to the audit.
/// </summary>
internal readonly record struct TraceContext(string? TraceId, string? SpanId, string? ParentSpanId)
{
    private const int Length = 55;

    public static TraceContext Of(GuardedOperation operation)
    {
        var activity = Activity.Current;
        if (operation.TraceParent is { Length: Length } text && ActivityContext.TryParse(text, null, out var remote))
            return new(remote.TraceId.ToHexString(), activity?.SpanId.ToHexString(), remote.SpanId.ToHexString());
        if (activity is null)
            return default;

        return new(activity.TraceId.ToHexString(), activity.SpanId.ToHexString(), activity.HasRemoteParent ? activity.ParentSpanId.ToHexString() : null);
    }
}
