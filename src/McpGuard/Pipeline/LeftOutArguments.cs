using System.Text.Json;

namespace McpGuard;

/// <summary>The arguments that a call leaves out. The tool runs with their defaults, so an approver sees the defaults too.</summary>
internal static class LeftOutArguments
{
    /// <returns>The defaults in the schema of the tool, as an object; null if there are none.</returns>
    public static JsonElement? DefaultsOf(JsonElement? schema, JsonElement arguments)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } known || !known.TryGetProperty("properties", out var properties) ||
            properties.ValueKind != JsonValueKind.Object)
            return null;

        var defaults = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in properties.EnumerateObject())
        {
            if (!arguments.TryGetProperty(property.Name, out _) && property.Value.ValueKind == JsonValueKind.Object &&
                property.Value.TryGetProperty("default", out var value))
                defaults[property.Name] = value;
        }

        return defaults.Count == 0 ? null : RequestArguments.Of(defaults);
    }
}
