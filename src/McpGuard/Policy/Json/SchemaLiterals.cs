using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGuard;

/// <summary>
/// Restores the types of a JSON Schema's values. A configuration keeps only strings. If a string could also be another type, the schema
/// must state its <c>type</c>.
/// </summary>
internal static class SchemaLiterals
{
    private static readonly FrozenSet<string> _numbers = FrozenSet.Create(StringComparer.Ordinal,
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems",
        "minProperties", "maxProperties", "minContains", "maxContains");

    private static readonly FrozenSet<string> _schemas = FrozenSet.Create(StringComparer.Ordinal,
        "additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else");

    private static readonly FrozenSet<string> _schemaLists = FrozenSet.Create(StringComparer.Ordinal, "allOf", "anyOf", "oneOf", "prefixItems");

    private static readonly FrozenSet<string> _namedSchemas = FrozenSet.Create(StringComparer.Ordinal, "properties", "patternProperties", "$defs");

    public static JsonElement Restore(JsonElement schema, string path, ICollection<string> problems) =>
        JsonSerializer.SerializeToElement(Schema(JsonSerializer.Deserialize(schema, McpJson.Node), path, problems)!, McpJson.Node);

    private static JsonNode? Schema(JsonNode? node, string path, ICollection<string> problems)
    {
        if (node is JsonValue value && value.TryGetValue<string>(out var text))
            return bool.TryParse(text, out var flag) ? JsonValue.Create(flag) : node.DeepClone();
        if (node is not JsonObject members)
            return node?.DeepClone();

        var restored = new JsonObject();
        foreach (var (name, child) in members)
        {
            var at = $"{path}.{name}";
            restored[name] = name switch
            {
                _ when _numbers.Contains(name) => Number(child),
                "uniqueItems" =>
                    child is JsonValue unique && unique.TryGetValue<string>(out var word) && bool.TryParse(word, out var isUnique)
                        ? JsonValue.Create(isUnique)
                        : child?.DeepClone(),
                "const" => Literal(child, members["type"], at, problems),
                "enum" when child is JsonArray list =>
                    new JsonArray([.. list.Select((item, index) => Literal(item, members["type"], $"{at}[{index}]", problems))]),
                _ when _schemas.Contains(name) => Schema(child, at, problems),
                _ when _schemaLists.Contains(name) && child is JsonArray list =>
                    new JsonArray([.. list.Select((item, index) => Schema(item, $"{at}[{index}]", problems))]),
                _ when _namedSchemas.Contains(name) => Named(child, at, problems),
                _ => child?.DeepClone(),
            };
        }

        return restored;
    }

    private static JsonNode? Named(JsonNode? node, string path, ICollection<string> problems)
    {
        if (node is not JsonObject schemas)
            return node?.DeepClone();

        return new JsonObject(schemas.Select(schema => KeyValuePair.Create(schema.Key, Schema(schema.Value, $"{path}.{schema.Key}", problems))));
    }

    private static JsonNode? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && Parse(text) is { } number ? number : node?.DeepClone();

    // A string that looks like another literal gets the type that the schema states.
    private static JsonNode? Literal(JsonNode? node, JsonNode? type, string path, ICollection<string> problems)
    {
        var declared = type is JsonValue name && name.TryGetValue<string>(out var word) ? word : null;
        if (node is JsonObject { Count: 0 } && declared is null)
            problems.Add($"{path} is an empty object, which a configuration cannot tell from null. Add \"type\" next to it.");
        if (node is JsonObject { Count: 0 } && declared == "null")
            return null;
        if (node is not JsonValue value || !value.TryGetValue<string>(out var text))
            return node?.DeepClone();

        var literal = text.ToLowerInvariant() is "true" or "false" or "null" ? JsonNode.Parse(text.ToLowerInvariant()) : Parse(text);
        var isOther = literal is not null || text.Equals("null", StringComparison.OrdinalIgnoreCase);
        if (!isOther || declared == "string")
            return node.DeepClone();
        if (declared is null)
        {
            problems.Add($"{path} is '{text}', which can be a string or another type. Add \"type\" next to it.");
            return node.DeepClone();
        }

        return literal;
    }

    private static JsonNode? Parse(string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return null;

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
