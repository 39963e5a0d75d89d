using System.Text.Json;

namespace McpGuard;

/// <summary><c>prefixItems</c> and <c>items</c>: a schema for each of the first items, and one for the rest.</summary>
internal sealed class ItemsKeyword(Subschema[] first, int skipped, Subschema? rest) : SchemaKeyword
{
    public static ItemsKeyword? ReadPrefix(KeywordReader reader) =>
        reader.ReadList(reader.ReadPart) is { } schemas ? new ItemsKeyword(schemas, 0, null) : null;

    public static ItemsKeyword Read(KeywordReader reader)
    {
        var skipped = reader.Sibling("prefixItems") is { ValueKind: JsonValueKind.Array } prefix ? prefix.GetArrayLength() : 0;
        return new ItemsKeyword([], skipped, reader.ReadPart(reader.Value, reader.Location));
    }

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var verdict = Verdict.Accepted;
        var index = 0;
        foreach (var item in instance.EnumerateArray())
        {
            var schema = index < first.Length ? first[index] : index < skipped ? null : rest;
            if (schema is not null)
                verdict = verdict.And(evaluation.JudgePart(this, schema, item, new PathSegment(null, index)));
            if (verdict == Verdict.Refused)
                break;

            index++;
        }

        return verdict;
    }
}
