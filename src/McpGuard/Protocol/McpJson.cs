using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>Settings and bounds for reading MCP messages.</summary>
internal static class McpJson
{
    /// <summary>The maximum depth, which is also the SDK's.</summary>
    public const int MaxDepth = 64;

    /// <summary>The maximum number of members of all objects of a message together.</summary>
    public const int MaxMembers = 20_000;

    public static JsonTypeInfo<CallToolResult> ToolResult { get; } =
        (JsonTypeInfo<CallToolResult>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CallToolResult));

    public static JsonTypeInfo<JsonNode> Node { get; } =
        (JsonTypeInfo<JsonNode>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonNode));

    /// <summary>The text of a node, or null if it is not a text.</summary>
    public static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
