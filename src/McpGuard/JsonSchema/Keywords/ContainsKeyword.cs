using System.Text.Json;

namespace McpGuard;

/// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c>: how many items a schema accepts.</summary>
internal sealed class ContainsKeyword(Subschema schema, int min, int max) : SchemaKeyword
{
    public static ContainsKeyword Read(KeywordReader reader) =>
        new(reader.ReadPart(reader.Value, reader.Location), reader.SiblingCount("minContains") ?? 1, reader.SiblingCount("maxContains") ?? int.MaxValue);

    /// <summary>Reads a bound, which is held by <c>contains</c>.</summary>
    public static SchemaKeyword? ReadBound(KeywordReader reader)
    {
        if (reader.ReadCount() is not null && reader.IsStrict && reader.Sibling("contains") is null)
            reader.Report("does nothing without 'contains'.");

        return null;
    }

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var (accepted, undecided) = (0, 0);
        var index = 0;
        foreach (var item in instance.EnumerateArray())
        {
            var verdict = evaluation.TryPart(this, schema, item, new PathSegment(null, index++));
            accepted += verdict == Verdict.Accepted ? 1 : 0;
            undecided += verdict == Verdict.Undecided ? 1 : 0;
        }

        return Verdicts.Within(min, max, accepted, undecided);
    }
}
