using System.Collections.Frozen;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// Bounds what metrics tell apart: a name that a client made up would be a series of its own for ever, so it counts as
/// <see cref="Other"/>.
/// </summary>
internal static class MetricLabels
{
    public const string Other = "_other";

    private static readonly FrozenSet<string> _methods = FrozenSet.Create(
    [
        .. RequestSubject.OfProtocol, .. RequestSubject.ByTarget,
        NotificationMethods.InitializedNotification, NotificationMethods.CancelledNotification, NotificationMethods.ProgressNotification,
        "notifications/roots/list_changed",
    ]);

    /// <summary>A method of the protocol, or one that the server or its policy has of its own.</summary>
    public static string MethodOf(GuardedOperation operation) =>
        operation.Request.Method is { } method && (_methods.Contains(method) || operation.Policy.HasHandler(method) || operation.Policy.FindMethod(method).IsKnown) ? method : Other;

    /// <summary>A tool that the server had when its policy was loaded; null for what is no tool call.</summary>
    public static string? ToolOf(GuardedOperation operation) => operation switch
    {
        { Request.Method: not RequestMethods.ToolsCall } => null,
        { Request.Target: { } name } when operation.Policy.Tools.Find(name).IsKnown => name,
        _ => Other,
    };
}
