using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>Which member of <c>params</c> says what a request is about: the same one that <c>Mcp-Name</c> repeats.</summary>
internal static class RequestTarget
{
    public static string? MemberOf(string? method) => method switch
    {
        RequestMethods.ToolsCall or RequestMethods.PromptsGet => "name",
        RequestMethods.ResourcesRead => "uri",
        not null when method.StartsWith("tasks/", StringComparison.Ordinal) => "taskId",
        _ => null,
    };

    public static string? Of(string method, JsonNode? parameters) =>
        MemberOf(method) is { } member && parameters is JsonObject members &&
        members[member] is JsonValue value && value.TryGetValue<string>(out var target)
            ? target
            : null;
}
