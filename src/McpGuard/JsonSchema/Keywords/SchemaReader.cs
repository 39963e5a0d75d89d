using System.Text.Json;

namespace McpGuard;

/// <summary>Reads one schema with all its subschemas. It holds the shared state: bounds, problems and references.</summary>
internal sealed class SchemaReader(string path, bool isStrict)
{
    public const int MaxDepth = 32;
    public const int MaxKeywords = 10_000;

    // Schemas and their values have tighter bounds of their own. This bound protects the stack in all recursive checks.
    private const int MaxJsonDepth = 256;

    private readonly Dictionary<string, Subschema> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaPattern> _patterns = new(StringComparer.Ordinal);
    private readonly List<(ReferenceKeyword Reference, Subschema Owner, SchemaLocation Location)> _references = [];
    private readonly HashSet<string> _clashes = new(StringComparer.Ordinal);
    private int _keywords;
    private int _patternSteps;

    public bool IsStrict => isStrict;

    public List<string> Problems { get; } = [];

    public (Subschema Schema, IReadOnlySet<string> Names)? ReadRoot(JsonElement schema)
    {
        if (JsonDepth.Exceeds(schema, MaxJsonDepth))
        {
            Problems.Add($"{path} is nested deeper than {MaxJsonDepth} levels of JSON.");
            return null;
        }

        try
        {
            var root = Read(schema, new SchemaLocation(path, ""), MaxDepth);
            foreach (var (reference, owner, location) in _references)
                Resolve(reference, owner, location);

            var closure = new ConstrainedNameCollector(this);
            foreach (var part in _schemas.Values)
                Guard(part, closure.NamesOf(part));

            return Problems.Count == 0 ? (root, closure.NamesOf(root)) : null;
        }
        catch (InvalidOperationException)
        {
            Problems.Add($"{path} holds text that is not valid Unicode.");
            return null;
        }
    }

    public Subschema Read(JsonElement schema, SchemaLocation location, int depth)
    {
        var result = new Subschema(location.Path) { IsNever = schema.ValueKind == JsonValueKind.False };
        _schemas.TryAdd(location.Pointer, result);
        if (schema.ValueKind == JsonValueKind.Object)
            ReadKeywords(schema, result, location, depth);
        else if (schema.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Report(location, "is not a schema: that is an object, true or false.");

        return result;
    }

    public void Report(SchemaLocation location, string problem) => Problems.Add($"{location.Path} {problem}");

    public SchemaPattern Pattern(string pattern)
    {
        if (_patterns.TryGetValue(pattern, out var known))
            return known;

        var read = SchemaPattern.Parse(pattern, SchemaPattern.MaxTotalSteps - _patternSteps);
        _patternSteps += read.Size;
        return _patterns[pattern] = read;
    }

    public void AddReference(ReferenceKeyword reference, Subschema owner, SchemaLocation location) =>
        _references.Add((reference, owner, location));

    private void ReadKeywords(JsonElement schema, Subschema result, SchemaLocation location, int depth)
    {
        if (depth == 0)
        {
            Report(location, $"is nested deeper than {MaxDepth} schemas.");
            return;
        }

        var types = new TypeInference(this, location);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in schema.EnumerateObject())
        {
            if (++_keywords > MaxKeywords)
            {
                if (_keywords == MaxKeywords + 1)
                    Report(location, $"is too much: a schema has at most {MaxKeywords} keywords in all.");
                return;
            }

            var keyword = new KeywordReader(this, schema, member, location, result, depth);
            if (!names.Add(member.Name))
                keyword.Report("is there twice.");
            else if (!SchemaVocabulary.Keywords.TryGetValue(member.Name, out var definition))
                keyword.Report(SchemaVocabulary.Explain(member.Name));
            else if (definition.Read(keyword) is { } constraint)
                result.Add(member.Name, definition.AppliesTo, types.Add(member.Name, definition.AppliesTo, constraint));
        }

        if (isStrict)
            result.ImpliedTypes = types.Implied();
    }

    private void Guard(Subschema part, IReadOnlySet<string> names)
    {
        if (!isStrict || names.Count == 0)
            return;

        if (NameVariants.Clash(names) is not { } clash)
            part.Variants = new NameVariants(names);
        else if (_clashes.Add(clash))
            Problems.Add($"{part.Path} has names that a server may take for one, as they differ only in case: {clash}.");
    }

    private void Resolve(ReferenceKeyword reference, Subschema owner, SchemaLocation location)
    {
        if (_schemas.TryGetValue(reference.Pointer, out var target))
        {
            reference.Target = target;
            owner.InPlace.Add(target);
        }
        else
        {
            Report(location, "points to where no schema is.");
        }
    }
}
