using System.Text.Json;

namespace McpGuard;

/// <summary><c>multipleOf</c>: a whole number of times the divisor, without rounding.</summary>
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
