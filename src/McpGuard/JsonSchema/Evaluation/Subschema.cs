using System.Text.Json;

namespace McpGuard;

/// <summary>One schema object or boolean, at any depth, with its keywords.</summary>
internal sealed class Subschema(string path)
{
    private readonly List<(JsonTypes AppliesTo, SchemaKeyword Keyword)> _keywords = [];

    public string Path => path;

    /// <summary>Whether this is the schema <c>false</c>.</summary>
    public bool IsNever { get; init; }

    /// <summary>The types that the keywords without <c>type</c> imply.</summary>
    public JsonTypes ImpliedTypes { get; set; } = JsonTypes.Any;

    /// <summary>The schemas that judge the same value as this one.</summary>
    public List<Subschema> InPlace { get; } = [];

    /// <summary>The member names that this schema's own keywords constrain.</summary>
    public HashSet<string> OwnNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Finds case variants of the names that this schema and its in-place schemas constrain. Null if case variants are irrelevant.</summary>
    public NameVariants? Variants { get; set; }

    public void Add(string name, JsonTypes appliesTo, SchemaKeyword keyword)
    {
        keyword.Place(name, JsonPath.Member(path, name));
        _keywords.Add((appliesTo, keyword));
    }

    /// <summary>Judges a new value: the whole instance, a member or an item.</summary>
    public Verdict JudgePart(JsonElement part, Evaluation evaluation)
    {
        if (part.ValueKind != JsonValueKind.Object || Variants is null)
            return Judge(part, evaluation);
        if (!evaluation.TrySpendOn(part, NameVariants.WorkPerByte))
            return Verdict.Undecided;

        return Variants.Find(part) is { } name ? evaluation.Blame(Verdict.Undecided, SchemaFailure.Case, path, name) : Judge(part, evaluation);
    }

    /// <summary>Judges the same value as the schema that contains this one.</summary>
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
        // The standard ignores keywords for other types. A server may bind the value to the type that the keywords apply to.
        var type = JsonType.Of(value);
        if ((ImpliedTypes & type) == 0)
            return evaluation.Blame(Verdict.Undecided, SchemaFailure.Type, path);

        var verdict = Verdicts.Of(!IsNever);
        foreach (var (appliesTo, keyword) in _keywords)
        {
            if ((appliesTo & type) == 0)
                continue;

            var before = evaluation.Reason;
            var found = evaluation.TrySpendOn(value, keyword.WorkPerByte) ? keyword.Judge(value, evaluation) : Verdict.Undecided;
            evaluation.Settle(before, found, keyword);
            verdict = verdict.And(found);
            if (verdict == Verdict.Refused)
                break;
        }

        return verdict;
    }
}
