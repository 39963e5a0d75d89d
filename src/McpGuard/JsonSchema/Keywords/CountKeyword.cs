using System.Text.Json;

namespace McpGuard;

/// <summary>
/// <c>minLength</c>, <c>maxItems</c> and the like: how many characters, items or members there are. A character is a
/// Unicode code point.
/// </summary>
internal sealed class CountKeyword(Func<JsonElement, int> count, int min, int max) : SchemaKeyword
{
    public static Func<KeywordReader, SchemaKeyword?> ReadingMin(Func<JsonElement, int> count) =>
        reader => reader.ReadCount() is { } min ? new CountKeyword(count, min, int.MaxValue) : null;

    public static Func<KeywordReader, SchemaKeyword?> ReadingMax(Func<JsonElement, int> count) =>
        reader => reader.ReadCount() is { } max ? new CountKeyword(count, 0, max) : null;

    public static int Characters(JsonElement text)
    {
        var count = 0;
        foreach (var unit in JsonText.Of(text, stackalloc char[JsonText.BufferLength]))
            count += char.IsLowSurrogate(unit) ? 0 : 1;

        return count;
    }

    public static int Items(JsonElement array) => array.GetArrayLength();

    public static int Members(JsonElement value) => value.GetPropertyCount();

    public override Verdict Judge(JsonElement instance, Evaluation evaluation) => Verdicts.Within(min, max, count(instance), undecided: 0);
}
