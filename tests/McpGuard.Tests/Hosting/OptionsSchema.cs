using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using McpGuard.Tests.Documentation;

namespace McpGuard.Tests.Hosting;

/// <summary>Writes the JSON Schema of all options, from the types that the configuration is read into and from their documentation.</summary>
internal static class OptionsSchema
{
    private const string UnsetName = "unset";

    private static readonly JsonSerializerOptions _layout =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="policy">The schema of the policy, which has a syntax of its own.</param>
    public static string Write(JsonObject policy)
    {
        var definitions = new JsonObject
        {
            [UnsetName] =
                new JsonObject { ["description"] = "Removes the setting, which its absence does not do while the server runs.", ["const"] = SettingText.Unset },
        };
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$comment"] = "Written by a test from the code. Nothing is required: settings of several files add up.",
            ["title"] = "McpGuard in appsettings.json",
            ["type"] = "object",
            ["properties"] = new JsonObject { [McpGuardDefaults.ConfigurationSection] = Container(OptionsJson.Default.McpGuardOptions, definitions) },
            ["$defs"] = definitions,
        };
        foreach (var (name, definition) in policy["$defs"]!.AsObject())
            definitions.Add(name, definition!.DeepClone());

        return schema.ToJsonString(_layout).ReplaceLineEndings("\n") + "\n";
    }

    private static JsonObject Container(JsonTypeInfo type, JsonObject definitions)
    {
        var name = type.Type.Name;
        if (!definitions.ContainsKey(name))
        {
            var members = new JsonObject();
            definitions[name] = new JsonObject
            {
                ["description"] = XmlSummaries.Of(type.Type),
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["properties"] = members,
            };
            foreach (var property in type.Properties)
                members[property.Name] = Described(property, Property(property, type, definitions));
        }

        return OrUnset(Reference(name));
    }

    private static JsonObject Property(JsonPropertyInfo property, JsonTypeInfo owner, JsonObject definitions)
    {
        if (property.Name == nameof(McpGuardOptions.Policy) && owner.Type == typeof(McpGuardOptions))
            return OrUnset(Reference("policy"));

        var type = owner.Options.GetTypeInfo(property.PropertyType);
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => Container(type, definitions),
            JsonTypeInfoKind.Dictionary =>
                OrUnset(new JsonObject { ["type"] = "object", ["additionalProperties"] = Element(owner.Options.GetTypeInfo(type.ElementType!), definitions) }),
            JsonTypeInfoKind.Enumerable =>
                new JsonObject { ["anyOf"] = new JsonArray(Text(), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Text() }) },
            _ => Value(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType),
        };
    }

    private static JsonObject Element(JsonTypeInfo type, JsonObject definitions) =>
        type.Kind == JsonTypeInfoKind.Object ? Container(type, definitions) : Value(type.Type);

    private static JsonObject Value(Type type) => type switch
    {
        _ when type == typeof(string) => Text(),
        _ when type == typeof(bool) => OrUnset(new JsonObject { ["type"] = "boolean" }),
        _ when type == typeof(TimeSpan) =>
            OrUnset(new JsonObject { ["type"] = "string", ["pattern"] = @"^(?:[0-9]+\.)?[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,7})?$" }),
        _ when type.IsEnum => OrUnset(new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => JsonValue.Create(name))]) }),
        _ => OrUnset(new JsonObject { ["type"] = "integer" }),
    };

    private static JsonObject Text() => new() { ["type"] = "string", ["minLength"] = 1 };

    private static JsonObject OrUnset(JsonObject schema) => new() { ["anyOf"] = new JsonArray(schema, Reference(UnsetName)) };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    private static JsonObject Described(JsonPropertyInfo property, JsonObject schema)
    {
        var owner = ((System.Reflection.MemberInfo)property.AttributeProvider!).DeclaringType!;
        schema.Insert(0, "description", XmlSummaries.OfProperty(owner, property.Name));
        return schema;
    }
}
