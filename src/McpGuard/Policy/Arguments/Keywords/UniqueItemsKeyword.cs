using System.Text.Json;

namespace McpGuard;

/// <summary><c>uniqueItems</c>: no two items are equal.</summary>
internal sealed class UniqueItemsKeyword : SchemaKeyword
{
    public static UniqueItemsKeyword? Read(KeywordReader reader) => reader.ReadBoolean() is true ? new UniqueItemsKeyword() : null;

    public override bool Accepts(JsonElement instance, Evaluation evaluation)
    {
        var items = new HashSet<JsonElement>(JsonElementComparer.Exact);
        foreach (var item in instance.EnumerateArray())
        {
            if (!items.Add(item))
                return false;
        }

        return true;
    }
}
