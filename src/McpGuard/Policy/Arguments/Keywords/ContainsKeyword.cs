using System.Text.Json;

namespace McpGuard;

/// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c>: how many items a schema accepts.</summary>
internal sealed class ContainsKeyword(Subschema schema, int min, int? max) : SchemaKeyword
{
    public static ContainsKeyword Read(KeywordReader reader) =>
        new(reader.ReadPart(reader.Value, reader.Location), reader.SiblingCount("minContains") ?? 1, reader.SiblingCount("maxContains"));

    /// <summary>Reads a bound, which is held by <c>contains</c>.</summary>
    public static SchemaKeyword? ReadBound(KeywordReader reader)
    {
        if (reader.ReadCount() is not null && reader.IsStrict && reader.Sibling("contains") is null)
            reader.Report("does nothing without 'contains'.");

        return null;
    }

    public override bool Accepts(JsonElement instance, Evaluation evaluation)
    {
        var count = 0;
        var index = 0;
        foreach (var item in instance.EnumerateArray())
        {
            // An item too few is in favour of an instance that may not have many.
            if (evaluation.Try(schema, item, isReversed: max is not null, isPart: true))
                count++;
            if (evaluation.IsOver)
                return evaluation.Within(index);

            index++;
        }

        return count >= min && (max is null || count <= max);
    }
}
