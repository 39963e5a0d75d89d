using System.Text.Json;

namespace McpGuard;

/// <summary><c>if</c> with <c>then</c> and <c>else</c>: the schema that counts depends on what another says.</summary>
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

    /// <summary>Reads a branch, which is held by <c>if</c>.</summary>
    public static SchemaKeyword? ReadBranch(KeywordReader reader)
    {
        if (reader.Sibling("if") is not null)
            return null;
        if (reader.IsStrict)
            reader.Report("does nothing without 'if'.");

        // It may yet be what a reference points to.
        reader.ReadPart(reader.Value, reader.Location);
        return null;
    }

    public override int WorkPerByte => 0;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation) => evaluation.Try(condition, instance) switch
    {
        Verdict.Accepted => then?.Judge(instance, evaluation) ?? Verdict.Accepted,
        Verdict.Refused => otherwise?.Judge(instance, evaluation) ?? Verdict.Accepted,
        _ => Verdicts.Either(Try(then, instance, evaluation), Try(otherwise, instance, evaluation)),
    };

    private static Verdict Try(Subschema? branch, JsonElement instance, Evaluation evaluation) =>
        branch is null ? Verdict.Accepted : evaluation.Try(branch, instance);
}
