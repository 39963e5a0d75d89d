using System.Text.Json;

namespace McpGuard;

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
