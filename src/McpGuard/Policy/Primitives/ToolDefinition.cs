using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The definition of a tool as a model sees it. A changed description can steer the model, so a reviewer must learn of a change.</summary>
internal static class ToolDefinition
{
    private static readonly ConditionalWeakTable<McpServerTool, Known> _known = [];

    /// <summary>A digest over the tool's name, title, description, schemas and annotations.</summary>
    public static string DigestOf(Tool tool)
    {
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Write(Members(tool)))));
    }

    /// <summary>What a model is told of a tool, prompt or resource template: all but icons and what only programs read.</summary>
    public static JsonElement Members<T>(T definition)
    {
        var members = (JsonObject)JsonSerializer.SerializeToNode(definition, TypeOf<T>())!;
        members.Remove("_meta");
        members.Remove("icons");
        return JsonSerializer.SerializeToElement<JsonNode>(members, McpJson.Node);
    }

    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));

    /// <summary>The digest of the target that is about to run, if it is a tool. It is computed again after a change, also one in place.</summary>
    public static string? DigestOf(IMcpServerPrimitive? primitive)
    {
        if (primitive is not McpServerTool tool)
            return null;

        var definition = tool.ProtocolTool;
        if (_known.TryGetValue(tool, out var known) && known.IsStill(definition))
            return known.Digest;

        known = new Known(definition);
        _known.AddOrUpdate(tool, known);
        return known.Digest;
    }

    /// <summary>Finds characters that are invisible to people but not to models: direction marks, zero-width characters, tags.</summary>
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

    // All inputs of the digest. Unchanged inputs are compared by reference.
    private sealed class Known(Tool tool)
    {
        private readonly (string Name, string? Title, string? Description) _texts = (tool.Name, tool.Title, tool.Description);
        private readonly (string? Title, bool? Destructive, bool? Idempotent, bool? OpenWorld, bool? ReadOnly)? _hints = HintsOf(tool.Annotations);
        private readonly JsonElement _input = tool.InputSchema;
        private readonly JsonElement? _output = tool.OutputSchema;

        public string Digest { get; } = DigestOf(tool);

        public bool IsStill(Tool other) => _texts == (other.Name, other.Title, other.Description) && _hints == HintsOf(other.Annotations) &&
            AreSame(_input, other.InputSchema) && AreSame(_output, other.OutputSchema);

        private static (string?, bool?, bool?, bool?, bool?)? HintsOf(ToolAnnotations? annotations) => annotations is null
            ? null
            : (annotations.Title, annotations.DestructiveHint, annotations.IdempotentHint, annotations.OpenWorldHint, annotations.ReadOnlyHint);

        private static bool AreSame(JsonElement? one, JsonElement? other) => one is null || other is null
            ? one is null && other is null
            : JsonMarshal.GetRawUtf8Value(one.Value).SequenceEqual(JsonMarshal.GetRawUtf8Value(other.Value));
    }
}
