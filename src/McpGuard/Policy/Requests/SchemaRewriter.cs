using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGuard;

/// <summary>
/// Rewrites a schema for bound values: each literal of <c>const</c> and <c>enum</c> gets the form that the target's type
/// gives it, so that <c>2026-12-24</c> in a rule is the time that a parameter of type <see cref="DateTime"/> gets.
/// </summary>
internal sealed class SchemaRewriter(JsonElement schema, HashSet<string> named)
{
    private const string Definitions = "$defs";

    private static readonly FrozenSet<string> _same = FrozenSet.Create(StringComparer.Ordinal, "not", "if", "then", "else");
    private static readonly FrozenSet<string> _sameLists = FrozenSet.Create(StringComparer.Ordinal, "allOf", "anyOf", "oneOf");
    private static readonly FrozenSet<string> _items = FrozenSet.Create(StringComparer.Ordinal, "items", "contains");

    private readonly Dictionary<(string Pointer, BoundType Type), string> _references = [];
    private readonly JsonObject _definitions = [];

    public JsonElement Rewrite(BoundType type)
    {
        var root = Schema(JsonSerializer.Deserialize(schema, McpJson.Node), type);
        if (root is JsonObject members && _definitions.Count > 0)
        {
            foreach (var (name, definition) in _definitions.ToArray())
            {
                _definitions.Remove(name);
                ((JsonObject)(members[Definitions] ??= new JsonObject()))[name] = definition;
            }
        }

        return JsonSerializer.SerializeToElement(root!, McpJson.Node);
    }

    private JsonNode? Schema(JsonNode? node, BoundType? type)
    {
        if (node is not JsonObject members)
            return node?.DeepClone();

        var rewritten = new JsonObject();
        foreach (var (keyword, value) in members)
        {
            // One literal may have several bound forms.
            rewritten[keyword == "const" && type is not null && !members.ContainsKey("enum") ? "enum" : keyword] = keyword switch
            {
                "const" when type is not null && members.ContainsKey("enum") => Literals([value], type)[0]?.DeepClone(),
                "const" when type is not null => Literals([value], type),
                "enum" when type is not null && value is JsonArray literals => Literals(literals, type),
                "$ref" when type is not null && value is JsonValue reference && reference.TryGetValue<string>(out var pointer) => Reference(pointer, type),
                "properties" when value is JsonObject properties => Members(properties, name => type?.Member(name)),
                "patternProperties" when value is JsonObject patterns => Members(patterns, _ => type?.AnyMember),
                Definitions when value is JsonObject schemas => Members(schemas, static _ => null),
                "additionalProperties" => Schema(value, type?.AnyMember),
                "prefixItems" when value is JsonArray list => List(list, type?.Item),
                _ when _same.Contains(keyword) => Schema(value, type),
                _ when _items.Contains(keyword) => Schema(value, type?.Item),
                _ when _sameLists.Contains(keyword) && value is JsonArray list => List(list, type),
                _ => value?.DeepClone(),
            };
            named.UnionWith(NamedBy(keyword, value, type));
        }

        return rewritten;
    }

    // The names that a keyword constrains. A keyword that forbids other members does not constrain missing ones.
    private static IEnumerable<string> NamedBy(string keyword, JsonNode? value, BoundType? type) => (keyword, value) switch
    {
        ("properties", JsonObject properties) => properties.Select(member => member.Key),
        ("additionalProperties", JsonObject) => type?.MemberNames ?? [],
        ("patternProperties", JsonObject patterns) when type is not null => type.MemberNames.Where(name => patterns.Any(pattern => IsAbout(pattern.Key, name))),
        _ => [],
    };

    private static bool IsAbout(string pattern, string name) =>
        SchemaPattern.Parse(pattern, SchemaPattern.MaxTotalSteps).MatchName(name, new Evaluation(""), isStrict: true) != Verdict.Refused;

    private JsonObject Members(JsonObject schemas, Func<string, BoundType?> typeOf) =>
        new(schemas.Select(member => KeyValuePair.Create(member.Key, Schema(member.Value, typeOf(member.Key)))));

    private JsonArray List(JsonArray schemas, BoundType? type) => new([.. schemas.Select(item => Schema(item, type))]);

    private static JsonArray Literals(IEnumerable<JsonNode?> literals, BoundType type)
    {
        var forms = literals
            .SelectMany(literal => type.FormsOf(literal is null ? JsonElement.Parse("null") : JsonSerializer.SerializeToElement(literal, McpJson.Node)))
            .Distinct(JsonElementComparer.Exact);
        return new JsonArray([.. forms.Select(form => JsonSerializer.Deserialize(form, McpJson.Node))]);
    }

    // One definition may apply to values of several types, so each type gets its own copy.
    private JsonNode? Reference(string reference, BoundType type)
    {
        var pointer = Uri.UnescapeDataString(reference.TrimStart('#'));
        if (_references.TryGetValue((pointer, type), out var known))
            return $"#/{Definitions}/{known}";
        if (JsonPointer.Find(schema, pointer) is not { } target)
            return reference;

        var name = _references[(pointer, type)] = $"bound {_references.Count}";
        _definitions[name] = Schema(JsonSerializer.Deserialize(target, McpJson.Node), type);
        return $"#/{Definitions}/{name}";
    }
}
