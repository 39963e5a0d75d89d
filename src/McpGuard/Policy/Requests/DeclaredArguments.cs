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
    private readonly string[] _sorted;
    private readonly bool _allowsOthers;

    private DeclaredArguments(JsonElement schema)
    {
        var isObject = schema.ValueKind == JsonValueKind.Object;
        _names = isObject && schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().Select(property => property.Name).ToFrozenSet(StringComparer.Ordinal)
            : [];

        _sorted = [.. _names.Order(StringComparer.Ordinal)];

        // Such a schema also restricts undeclared names.
        _allowsOthers = isObject && (schema.TryGetProperty("patternProperties", out _) ||
            (schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind != JsonValueKind.False));
    }

    /// <summary>The declared names of a tool; null if it has no known schema.</summary>
    public static DeclaredArguments? Of(IMcpServerPrimitive? primitive) =>
        primitive is McpServerTool tool ? _all.GetValue(tool, static tool => new DeclaredArguments(tool.ProtocolTool.InputSchema)) : null;

    /// <summary>Whether the schema declares an argument with exactly this name: the SDK compares names by case.</summary>
    public bool Has(string name) => _allowsOthers || _names.Contains(name);

    /// <returns>The names of the arguments in order: the same array for all calls with all declared arguments, which no caller may change.</returns>
    public static string[] SortedNames(DeclaredArguments? declared, IDictionary<string, JsonElement> arguments)
    {
        if (declared?.AreThoseOf(arguments) is true)
            return declared._sorted;

        var names = new string[arguments.Count];
        arguments.Keys.CopyTo(names, 0);
        names.AsSpan().Sort(string.CompareOrdinal); // Unlike a comparer, no delegate per call.
        return names;
    }

    /// <returns>The names that are not declared, or null if all are.</returns>
    public string[]? FindOthers(string[] names)
    {
        foreach (var name in names)
        {
            if (!Has(name))
                return Array.FindAll(names, each => !Has(each));
        }

        return null;
    }

    private bool AreThoseOf(IDictionary<string, JsonElement> arguments)
    {
        if (arguments.Count != _sorted.Length)
            return false;

        foreach (var name in _sorted)
        {
            if (!arguments.ContainsKey(name))
                return false;
        }

        return true;
    }
}
