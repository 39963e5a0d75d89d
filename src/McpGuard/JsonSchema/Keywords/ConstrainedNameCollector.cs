namespace McpGuard;

/// <summary>Collects the names that a schema and its in-place schemas constrain, and reports circular references.</summary>
internal sealed class ConstrainedNameCollector(SchemaReader reader)
{
    // More than any policy needs, and small enough for the stack.
    private const int MaxChain = 128;

    private static readonly HashSet<string> _none = [];

    private readonly Dictionary<Subschema, HashSet<string>?> _names = [];

    public IReadOnlySet<string> NamesOf(Subschema schema) => Close(schema, MaxChain);

    private HashSet<string> Close(Subschema schema, int chain)
    {
        if (_names.TryGetValue(schema, out var known))
            return known ?? Fail(schema, "leads back to itself without coming to another part of the arguments.");
        if (chain == 0)
            return Fail(schema, $"is at the end of more than {MaxChain} schemas that all judge the same value.");

        _names[schema] = null;
        var names = schema.OwnNames;
        if (schema.InPlace.Count > 0)
            names = [.. names, .. schema.InPlace.SelectMany(other => Close(other, chain - 1))];

        return _names[schema] = names;
    }

    private HashSet<string> Fail(Subschema schema, string problem)
    {
        reader.Problems.Add($"{schema.Path} {problem}");
        return _none;
    }
}
