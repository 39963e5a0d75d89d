using System.Text.Json;

namespace McpGuard;

/// <summary>One schema object or boolean, wherever it stands: what its keywords ask of one value.</summary>
internal sealed class Subschema(string path)
{
    private readonly List<(JsonTypes AppliesTo, SchemaKeyword Keyword)> _keywords = [];

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

    public void Add(string name, JsonTypes appliesTo, SchemaKeyword keyword)
    {
        keyword.Place(name, JsonPath.Member(path, name));
        _keywords.Add((appliesTo, keyword));
    }

    /// <summary>Judges a value that no other schema has come to by the same way: the whole instance, a member or an item.</summary>
    public Verdict JudgePart(JsonElement part, Evaluation evaluation)
    {
        if (part.ValueKind != JsonValueKind.Object || Variants is null)
            return Judge(part, evaluation);
        if (!evaluation.Look(part, NameVariants.WorkPerByte))
            return Verdict.Undecided;

        return Variants.Find(part) is { } name ? evaluation.Blame(Verdict.Undecided, SchemaFailure.Case, path, name) : Judge(part, evaluation);
    }

    /// <summary>Judges a value that another schema has come to.</summary>
    public Verdict Judge(JsonElement value, Evaluation evaluation)
    {
        if (!evaluation.Begin())
            return Verdict.Undecided;

        var verdict = JudgeKeywords(value, evaluation);
        evaluation.End();
        return verdict;
    }

    private Verdict JudgeKeywords(JsonElement value, Evaluation evaluation)
    {
        // By the standard the keywords say nothing of the value; a server may bind it as the type that they are about.
        var type = JsonType.Of(value);
        if ((ImpliedTypes & type) == 0)
            return evaluation.Blame(Verdict.Undecided, SchemaFailure.Type, path);

        var verdict = Verdicts.Of(!IsNever);
        foreach (var (appliesTo, keyword) in _keywords)
        {
            if ((appliesTo & type) == 0)
                continue;

            var before = evaluation.Reason;
            var found = evaluation.Look(value, keyword.WorkPerByte) ? keyword.Judge(value, evaluation) : Verdict.Undecided;
            evaluation.Settle(before, found, keyword);
            verdict = verdict.And(found);
            if (verdict == Verdict.Refused)
                break;
        }

        return verdict;
    }
}
