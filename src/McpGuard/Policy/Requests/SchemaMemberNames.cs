using System.Text.Json;

namespace McpGuard;

/// <summary>Finds all member names in a rule's schema, and marks the names that the target's arguments cannot have.</summary>
internal sealed class SchemaMemberNames
{
    private readonly JsonElement _root;
    private readonly List<(string Path, string Name, IReadOnlyCollection<string>? Missing)> _found = [];

    private SchemaMemberNames(JsonElement root) => _root = root;

    /// <returns>The path of each name, the name, and the existing names if the target has no such member, else null.</returns>
    public static IEnumerable<(string Path, string Name, IReadOnlyCollection<string>? Missing)> Find(ArgumentSchema schema, BoundType type)
    {
        var named = new SchemaMemberNames(schema.Source);
        named.Walk(schema.Source, schema.Path, type, SchemaReader.MaxDepth);
        return named._found;
    }

    // A value of unknown type may have any member. The depth is bounded because a reference may be circular.
    private void Walk(JsonElement schema, string path, BoundType? type, int depth)
    {
        if (type is null || depth == 0 || schema.ValueKind != JsonValueKind.Object)
            return;

        foreach (var keyword in schema.EnumerateObject())
            Walk(keyword, JsonPath.Member(path, keyword.Name), type, depth - 1);
    }

    private void Walk(JsonProperty keyword, string path, BoundType type, int depth)
    {
        var value = keyword.Value;
        switch (keyword.Name)
        {
            case "properties":
                foreach (var member in value.EnumerateObject())
                {
                    Check(member.Name, JsonPath.Member(path, member.Name), type);
                    Walk(member.Value, JsonPath.Member(path, member.Name), type.Member(member.Name), depth);
                }

                break;
            case "required":
                CheckAll(value, path, type);
                break;
            case "dependentRequired":
                foreach (var member in value.EnumerateObject())
                {
                    Check(member.Name, JsonPath.Member(path, member.Name), type);
                    CheckAll(member.Value, JsonPath.Member(path, member.Name), type);
                }

                break;
            case "propertyNames" when value.ValueKind == JsonValueKind.Object && value.TryGetProperty("enum", out var names):
                CheckAll(names, JsonPath.Member(path, "enum"), type);
                break;
            case "propertyNames" when value.ValueKind == JsonValueKind.Object && value.TryGetProperty("const", out var name) &&
                name.ValueKind == JsonValueKind.String:
                Check(name.GetString()!, JsonPath.Member(path, "const"), type);
                break;
            case "not" or "if" or "then" or "else":
                Walk(value, path, type, depth);
                break;
            case "items" or "contains":
                Walk(value, path, type.Item, depth);
                break;
            case "additionalProperties" when type.AllNames is null:
                Walk(value, path, type.Member(""), depth);
                break;
            case "allOf" or "anyOf" or "oneOf" or "prefixItems":
                foreach (var (index, item) in value.EnumerateArray().Index())
                    Walk(item, JsonPath.Item(path, index), keyword.Name == "prefixItems" ? type.Item : type, depth);

                break;
            case "$ref" when value.GetString() is { } pointer && JsonPointer.Find(_root, Uri.UnescapeDataString(pointer.TrimStart('#'))) is { } target:
                Walk(target, path, type, depth);
                break;
        }
    }

    private void CheckAll(JsonElement names, string path, BoundType type)
    {
        foreach (var name in names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String))
            Check(name.GetString()!, path, type);
    }

    private void Check(string name, string path, BoundType type) =>
        _found.Add((path, name, type.AllNames is { } known && !known.Contains(name) ? known : null));
}
