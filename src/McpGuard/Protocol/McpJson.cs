using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;

namespace McpGuard;

/// <summary>How MCP messages are read, and their bounds.</summary>
internal static class McpJson
{
    /// <summary>The depth that the SDK reads as well.</summary>
    public const int MaxDepth = 64;

    /// <summary>Members of all objects of a message together.</summary>
    public const int MaxMembers = 20_000;

    public static JsonTypeInfo<JsonNode> Node { get; } =
        (JsonTypeInfo<JsonNode>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonNode));
}
