using System.Text.Json;

namespace McpGuard;

/// <summary><c>minimum</c>, <c>maximum</c>, <c>exclusiveMinimum</c> and <c>exclusiveMaximum</c>: an exact bound of a number.</summary>
internal sealed class RangeKeyword(byte[] bound, Func<int, bool> isWithin, bool isStrict) : SchemaKeyword
{
    private readonly RoundedNumber _rounded = new(bound);

    public override int WorkPerByte => 3;

    public static Func<KeywordReader, SchemaKeyword?> Reading(Func<int, bool> isWithin) =>
        reader => reader.ReadNumber() is { } bound ? new RangeKeyword(bound, isWithin, reader.IsStrict) : null;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var isAccepted = isWithin(JsonNumber.Compare(JsonNumber.Of(instance), new JsonNumber(bound)));

        // A server may round the number to the bound itself.
        return isStrict && isAccepted != isWithin(0) && RoundedNumber.Of(instance).IsAlike(_rounded)
            ? evaluation.Blame(Verdict.Undecided, SchemaFailure.Alike, Path)
            : Verdicts.Of(isAccepted);
    }
}

/// <summary><c>multipleOf</c>: the number is an exact multiple of the divisor.</summary>
internal sealed class MultipleOfKeyword(byte[] divisor, bool isStrict) : SchemaKeyword
{
    public override int WorkPerByte => 16;

    public static MultipleOfKeyword? Read(KeywordReader reader)
    {
        if (reader.ReadNumber() is not { } divisor)
            return null;
        if (new JsonNumber(divisor).Sign > 0)
            return new MultipleOfKeyword(divisor, reader.IsStrict);

        reader.Report("must be more than 0.");
        return null;
    }

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        if (IsMultiple(JsonNumber.Of(instance)))
            return Verdict.Accepted;

        return isStrict && RoundedNumber.Of(instance).MayBe(IsMultiple) ? evaluation.Blame(Verdict.Undecided, SchemaFailure.Alike, Path) : Verdict.Refused;
    }

    private bool IsMultiple(JsonNumber number) => number.IsMultipleOf(new JsonNumber(divisor));
}

/// <summary>
/// <c>minLength</c>, <c>maxItems</c> and the like: bounds for the number of characters, items or members. A
/// character is a Unicode code point.
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
