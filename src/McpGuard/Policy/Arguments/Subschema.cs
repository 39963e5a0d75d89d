using System.Text.Json;

namespace McpGuard;

/// <summary>One schema object or boolean, wherever it stands: what its keywords ask of one value.</summary>
internal sealed class Subschema(string path)
{
    private const JsonTypes ReadAlike = JsonTypes.Number | JsonTypes.String;

    private readonly List<Clause> _clauses = [];

    public string Path => path;

    /// <summary>Whether this is the schema <c>false</c>.</summary>
    public bool IsNever { get; init; }

    /// <summary>What types a value may have by the keywords alone.</summary>
    public JsonTypes ImpliedTypes { get; set; } = JsonTypes.Any;

    /// <summary>The schemas that judge the same value as this one.</summary>
    public List<Subschema> InPlace { get; } = [];

    /// <summary>The names of members that this schema's own keywords name.</summary>
    public HashSet<string> OwnNames { get; } = new(StringComparer.Ordinal);

    /// <summary>The names that any schema in place names, told apart from their variants; null where these do not matter.</summary>
    public NameVariants? Variants { get; set; }

    public void Add(string keyword, JsonTypes appliesTo, SchemaKeyword constraint) =>
        _clauses.Add(new Clause(keyword, JsonPath.Member(path, keyword), appliesTo, constraint));

    /// <summary>Judges a value that no other schema has come to by the same way: the whole instance, a member or an item.</summary>
    public bool AcceptsPart(JsonElement part, Evaluation evaluation)
    {
        if (part.ValueKind == JsonValueKind.Object && Variants?.Find(part) is { } name)
            return evaluation.Refuse(SchemaFailure.Case, path) || evaluation.Within(name);

        return Accepts(part, evaluation);
    }

    /// <summary>Judges a value.</summary>
    public bool Accepts(JsonElement value, Evaluation evaluation)
    {
        if (!evaluation.Begin(value))
            return false;

        var accepted = Judge(value, evaluation);
        evaluation.End();
        return accepted && !evaluation.IsOver;
    }

    private bool Judge(JsonElement value, Evaluation evaluation)
    {
        var type = JsonType.Of(value);

        // Where a refusal counts in favour of the instance, a value of another type must not profit from it.
        if ((ImpliedTypes & type) == 0)
        {
            evaluation.NoteDoubt();
            return evaluation.IsReversed ? evaluation.Refuse(SchemaFailure.Type, path) : evaluation.Blame(SchemaFailure.Type, path);
        }

        foreach (var clause in _clauses)
        {
            if ((clause.AppliesTo & type) != 0 && !clause.Constraint.Accepts(value, evaluation))
                return (IsReadAlike(type, clause) && evaluation.Doubt(SchemaFailure.Type, clause.Path)) || evaluation.Blame(clause.Keyword, clause.Path);
        }

        return !IsNever;
    }

    // A schema that says a type and more is about the value, and a server may read one of the two as the other.
    private bool IsReadAlike(JsonTypes type, Clause clause) =>
        _clauses.Count > 1 && clause.Constraint is TypeKeyword { Types: var stated } && (type, stated & ReadAlike) is (JsonTypes.String, JsonTypes.Number) or (JsonTypes.Number, JsonTypes.String);

    private sealed record Clause(string Keyword, string Path, JsonTypes AppliesTo, SchemaKeyword Constraint);
}
