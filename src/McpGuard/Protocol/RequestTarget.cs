using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>Finds the target of a request in its <c>params</c>.</summary>
internal static class RequestTarget
{
    /// <summary>The member of a completion that refers to a prompt or to a resource.</summary>
    public const string Reference = "ref";

    private const string PromptReference = "ref/prompt";

    /// <summary>The member that names the target. <c>Mcp-Name</c> repeats it.</summary>
    public static string? MemberOf(string? method) => method switch
    {
        RequestMethods.ToolsCall or RequestMethods.PromptsGet => "name",
        RequestMethods.ResourcesRead or RequestMethods.ResourcesSubscribe or RequestMethods.ResourcesUnsubscribe => "uri",
        not null when IsTaskMethod(method) => "taskId",
        _ => null,
    };

    public static bool IsTaskMethod(string? method) => method?.StartsWith("tasks/", StringComparison.Ordinal) is true;

    /// <summary>The target of a completion, by its <c>type</c>.</summary>
    public static (TargetKind Kind, string? Target) OfReference(string? type, string? name, string? uri) =>
        type == PromptReference ? (TargetKind.Prompt, name) : (TargetKind.Resource, uri);

    public static (TargetKind? Kind, string? Target) Of(string method, JsonNode? parameters)
    {
        if (parameters is not JsonObject members)
            return default;
        if (method != RequestMethods.CompletionComplete)
            return (null, MemberOf(method) is { } member ? McpJson.TextOf(members[member]) : null);

        return members[Reference] is JsonObject reference
            ? OfReference(McpJson.TextOf(reference["type"]), McpJson.TextOf(reference["name"]), McpJson.TextOf(reference["uri"]))
            : (TargetKind.Resource, null);
    }
}
