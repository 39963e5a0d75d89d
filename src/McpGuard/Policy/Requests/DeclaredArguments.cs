using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The names of the arguments that a tool's schema declares.</summary>
internal sealed class DeclaredArguments
{
    private static readonly ConditionalWeakTable<McpServerTool, DeclaredArguments> _all = [];

    private readonly FrozenSet<string> _names;
    private readonly bool _allowsOthers;

    private DeclaredArguments(JsonElement schema)
    {
        var isObject = schema.ValueKind == JsonValueKind.Object;
        _names = isObject && schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().Select(property => property.Name).ToFrozenSet(StringComparer.Ordinal)
            : [];

        // Such a schema also restricts undeclared names.
        _allowsOthers = isObject && (schema.TryGetProperty("patternProperties", out _) ||
            (schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind != JsonValueKind.False));
    }

    /// <summary>The declared names of a tool; null if it has no known schema.</summary>
    public static DeclaredArguments? Of(IMcpServerPrimitive? primitive) =>
        primitive is McpServerTool tool ? _all.GetValue(tool, static tool => new DeclaredArguments(tool.ProtocolTool.InputSchema)) : null;

    /// <summary>Whether the schema declares an argument with exactly this name: the SDK compares names by case.</summary>
    public bool Has(string name) => _allowsOthers || _names.Contains(name);

    /// <returns>The names that are not declared, or null if all are.</returns>
    public string[]? FindOthers(string[] names) => Array.TrueForAll(names, Has) ? null : Array.FindAll(names, name => !Has(name));
}
