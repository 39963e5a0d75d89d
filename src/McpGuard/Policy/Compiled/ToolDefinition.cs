using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// What a model is told of a tool: whoever has reviewed it wants to know when it changes, since a tool's description steers
/// those who read it.
/// </summary>
internal static class ToolDefinition
{
    private static readonly JsonTypeInfo<Tool> _tool = (JsonTypeInfo<Tool>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(Tool));

    private static readonly ConditionalWeakTable<McpServerTool, string> _digests = [];

    /// <summary>A digest over the tool's name, title, description, schemas and annotations.</summary>
    public static string DigestOf(Tool tool)
    {
        var members = (JsonObject)JsonSerializer.SerializeToNode(tool, _tool)!;
        members.Remove("_meta");
        members.Remove("icons");
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Write(JsonSerializer.SerializeToElement<JsonNode>(members, McpJson.Node)))));
    }

    /// <summary>The digest of what is about to run, if it is a tool. It is made once for each.</summary>
    public static string? DigestOf(IMcpServerPrimitive? primitive) =>
        primitive is McpServerTool tool ? _digests.GetValue(tool, static tool => DigestOf(tool.ProtocolTool)) : null;

    /// <summary>Finds characters that people do not see and models read: direction marks, zero-width characters, tags.</summary>
    /// <returns>The first, or null.</returns>
    public static Rune? FindHidden(string? text)
    {
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (rune.Value is 0x200B or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x2069) or 0xFEFF or (>= 0xE0000 and <= 0xE0FFF))
                return rune;
        }

        return null;
    }
}
