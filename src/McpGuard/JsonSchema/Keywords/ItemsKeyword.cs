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
            var schema = SchemaOf(index);
            if (schema is not null)
                verdict = verdict.And(evaluation.JudgePart(this, schema, item, new PathSegment(null, index)));
            if (verdict == Verdict.Refused)
                break;

            index++;
        }

        return verdict;
    }

    private Subschema? SchemaOf(int index)
    {
        if (index < first.Length)
            return first[index];

        return index < skipped ? null : rest;
    }
}

/// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c>: the schema accepts a number of items within bounds.</summary>
internal sealed class ContainsKeyword(Subschema schema, int min, int max) : SchemaKeyword
{
    public static ContainsKeyword Read(KeywordReader reader) =>
        new(reader.ReadPart(reader.Value, reader.Location), reader.SiblingCount("minContains") ?? 1, reader.SiblingCount("maxContains") ?? int.MaxValue);

    /// <summary>Checks a bound. The <c>contains</c> keyword applies it.</summary>
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
            var verdict = evaluation.JudgeAlternativePart(this, schema, item, new PathSegment(null, index++));
            accepted += verdict == Verdict.Accepted ? 1 : 0;
            undecided += verdict == Verdict.Undecided ? 1 : 0;
        }

        return Verdicts.Within(min, max, accepted, undecided);
    }
}

/// <summary><c>uniqueItems</c>: no two items are equal.</summary>
internal sealed class UniqueItemsKeyword(bool isStrict) : SchemaKeyword
{
    public override int WorkPerByte => 16;

    public static UniqueItemsKeyword? Read(KeywordReader reader) => reader.ReadBoolean() is true ? new UniqueItemsKeyword(reader.IsStrict) : null;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        if (!AreUnique(instance, JsonElementComparer.Exact))
            return Verdict.Refused;

        return !isStrict || AreUnique(instance, JsonElementComparer.Alike) ? Verdict.Accepted : evaluation.Blame(Verdict.Undecided, SchemaFailure.Alike, Path);
    }

    private static bool AreUnique(JsonElement array, JsonElementComparer comparer)
    {
        var items = new HashSet<JsonElement>(comparer);
        foreach (var item in array.EnumerateArray())
        {
            if (!items.Add(item))
                return false;
        }

        return true;
    }
}
