namespace McpGuard;

/// <summary>Where something stands: for people, from the policy document's root, and for references, from the schema's.</summary>
internal readonly record struct SchemaLocation(string Path, string Pointer)
{
    public SchemaLocation Member(string name) =>
        new(JsonPath.Member(Path, name), $"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");

    public SchemaLocation Item(int index) => new(JsonPath.Item(Path, index), $"{Pointer}/{index}");
}
