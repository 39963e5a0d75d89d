using System.Text.Json;

namespace McpGuard;

/// <summary><c>allOf</c>: every schema accepts.</summary>
internal sealed class AllOfKeyword(Subschema[] schemas) : SchemaKeyword
{
    public static AllOfKeyword? Read(KeywordReader reader) =>
        reader.ReadList(reader.ReadInPlace) is { } schemas ? new AllOfKeyword(schemas) : null;

    public override int WorkPerByte => 0;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var verdict = Verdict.Accepted;
        foreach (var schema in schemas)
        {
            verdict = verdict.And(schema.Judge(instance, evaluation));
            if (verdict == Verdict.Refused)
                break;
        }

        return verdict;
    }
}

/// <summary><c>anyOf</c>: at least one schema accepts.</summary>
internal sealed class AnyOfKeyword(Subschema[] schemas) : SchemaKeyword
{
    public static AnyOfKeyword? Read(KeywordReader reader) =>
        reader.ReadList(reader.ReadInPlace) is { } schemas ? new AnyOfKeyword(schemas) : null;

    public override int WorkPerByte => 0;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var verdict = Verdict.Refused;
        foreach (var schema in schemas)
        {
            verdict = verdict.Or(evaluation.JudgeAlternative(schema, instance));
            if (verdict == Verdict.Accepted)
                break;
        }

        return verdict;
    }
}

/// <summary><c>oneOf</c>: exactly one schema accepts.</summary>
internal sealed class OneOfKeyword(Subschema[] schemas) : SchemaKeyword
{
    public static OneOfKeyword? Read(KeywordReader reader) =>
        reader.ReadList(reader.ReadInPlace) is { } schemas ? new OneOfKeyword(schemas) : null;

    public override int WorkPerByte => 0;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var (accepted, undecided) = (0, 0);
        foreach (var schema in schemas)
        {
            var verdict = evaluation.JudgeAlternative(schema, instance);
            accepted += verdict == Verdict.Accepted ? 1 : 0;
            undecided += verdict == Verdict.Undecided ? 1 : 0;
            if (accepted > 1)
                break;
        }

        return Verdicts.Within(1, 1, accepted, undecided);
    }
}

/// <summary><c>not</c>: a schema that must not accept.</summary>
internal sealed class NotKeyword(Subschema schema) : SchemaKeyword
{
    public static NotKeyword Read(KeywordReader reader) => new(reader.ReadInPlace(reader.Value, reader.Location));

    public override int WorkPerByte => 0;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation) => evaluation.JudgeAlternative(schema, instance).Not();
}

/// <summary><c>if</c> with <c>then</c> and <c>else</c>: the result of one schema selects the schema that applies.</summary>
internal sealed class IfKeyword(Subschema condition, Subschema? then, Subschema? otherwise) : SchemaKeyword
{
    public static IfKeyword Read(KeywordReader reader)
    {
        var condition = reader.ReadInPlace(reader.Value, reader.Location);
        var (then, otherwise) = (reader.ReadSiblingInPlace("then"), reader.ReadSiblingInPlace("else"));
        if (reader.IsStrict && then is null && otherwise is null)
            reader.Report("does nothing without 'then' or 'else'.");

        return new IfKeyword(condition, then, otherwise);
    }

    /// <summary>Checks a branch. The <c>if</c> keyword applies it.</summary>
    public static SchemaKeyword? ReadBranch(KeywordReader reader)
    {
        if (reader.Sibling("if") is not null)
            return null;
        if (reader.IsStrict)
            reader.Report("does nothing without 'if'.");

        // A reference may point to it.
        reader.ReadPart(reader.Value, reader.Location);
        return null;
    }

    public override int WorkPerByte => 0;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation) => evaluation.JudgeAlternative(condition, instance) switch
    {
        Verdict.Accepted => then?.Judge(instance, evaluation) ?? Verdict.Accepted,
        Verdict.Refused => otherwise?.Judge(instance, evaluation) ?? Verdict.Accepted,
        _ => Verdicts.Either(JudgeBranch(then, instance, evaluation), JudgeBranch(otherwise, instance, evaluation)),
    };

    private static Verdict JudgeBranch(Subschema? branch, JsonElement instance, Evaluation evaluation) =>
        branch is null ? Verdict.Accepted : evaluation.JudgeAlternative(branch, instance);
}
