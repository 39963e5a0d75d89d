using System.Collections.Frozen;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>Bounds the labels of metrics. A name that a client made up would be a new time series, so it counts as <see cref="Other"/>.</summary>
internal static class MetricLabels
{
    public const string Other = "_other";

    private static readonly FrozenSet<string> _methods = FrozenSet.Create(
    [
        .. MethodKinds.OfProtocol, .. MethodKinds.ByTarget,
        NotificationMethods.InitializedNotification, NotificationMethods.CancelledNotification, NotificationMethods.ProgressNotification,
        "notifications/roots/list_changed",
    ]);

    /// <summary>A method of the protocol, of the server or of its policy.</summary>
    public static string MethodOf(GuardedOperation operation) =>
        operation.Request.Method is { } method &&
            (_methods.Contains(method) || operation.Policy.HasHandler(method) || operation.Policy.FindMethod(method).IsKnown)
            ? method
            : Other;

    /// <summary>A tool that the server had when its policy was loaded; null for other requests.</summary>
    public static string? ToolOf(GuardedOperation operation) => operation switch
    {
        { Request.Method: not RequestMethods.ToolsCall } => null,
        { Request.Target: { } name } when operation.Policy.Tools.Has(name) => name,
        _ => Other,
    };
}
