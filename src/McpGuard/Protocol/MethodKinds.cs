using System.Collections.Frozen;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>The kind of target of each method.</summary>
internal static class MethodKinds
{
    /// <summary>The methods whose targets have their own rules. Rules must name the targets and not the method.</summary>
    public static readonly string[] ByTarget =
        [
            RequestMethods.ToolsCall, RequestMethods.PromptsGet, RequestMethods.ResourcesRead, RequestMethods.ResourcesSubscribe,
            RequestMethods.ResourcesUnsubscribe,
        ];

    /// <summary>The methods that the server's own pipeline must serve, since the guard's filters are in it.</summary>
    public static readonly string[] ByPipeline =
        [
            .. ByTarget, RequestMethods.ToolsList, RequestMethods.PromptsList, RequestMethods.ResourcesList, RequestMethods.ResourcesTemplatesList,
            RequestMethods.CompletionComplete,
        ];

    /// <summary>The methods and notifications of the protocol. They need only a caller, unless a rule requires more.</summary>
    public static readonly string[] OfProtocol =
    [
        RequestMethods.Initialize, RequestMethods.ServerDiscover, RequestMethods.Ping, "logging/setLevel",
        RequestMethods.ToolsList, RequestMethods.PromptsList, RequestMethods.ResourcesList, RequestMethods.ResourcesTemplatesList,
        RequestMethods.CompletionComplete, RequestMethods.SubscriptionsListen,
        "tasks/get", "tasks/update", "tasks/cancel", "tasks/result", "tasks/list",
        NotificationMethods.InitializedNotification, NotificationMethods.CancelledNotification, NotificationMethods.ProgressNotification,
        "notifications/roots/list_changed", NotificationMethods.ElicitationCompleteNotification,
        "notifications/tasks", "notifications/tasks/status",
    ];

    private const int MaxMethodLength = 64;

    private static readonly FrozenSet<string> _ofProtocol = OfProtocol.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _named =
        OfProtocol.Concat(ByTarget).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsOfProtocol(string method) => _ofProtocol.Contains(method);

    /// <returns>The method at the position of a reader. For a method of the protocol it allocates no string.</returns>
    public static string? Read(ref readonly Utf8JsonReader reader)
    {
        Span<char> text = stackalloc char[MaxMethodLength];
        return reader.ValueSpan.Length <= MaxMethodLength && _named.TryGetValue(text[..reader.CopyString(text)], out var named) ? named : reader.GetString();
    }

    /// <param name="method">The method.</param>
    /// <param name="reference">The kind of thing that a completion refers to.</param>
    public static TargetKind KindOf(string method, TargetKind? reference) => method switch
    {
        RequestMethods.ToolsCall => TargetKind.Tool,
        RequestMethods.PromptsGet => TargetKind.Prompt,
        RequestMethods.ResourcesRead or RequestMethods.ResourcesSubscribe or RequestMethods.ResourcesUnsubscribe => TargetKind.Resource,

        RequestMethods.CompletionComplete => reference ?? TargetKind.Resource,
        _ => TargetKind.Method,
    };
}
