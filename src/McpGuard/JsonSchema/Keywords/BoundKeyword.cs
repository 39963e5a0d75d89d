using System.Text.Json;

namespace McpGuard;

/// <summary><c>minimum</c>, <c>maximum</c> and their exclusive kin: a bound of a number, compared exactly.</summary>
internal sealed class BoundKeyword(byte[] bound, Func<int, bool> isWithin, bool isStrict) : SchemaKeyword
{
    private readonly RoundedNumber _rounded = new(bound);

    public override int WorkPerByte => 3;

    public static Func<KeywordReader, SchemaKeyword?> Reading(Func<int, bool> isWithin) =>
        reader => reader.ReadNumber() is { } bound ? new BoundKeyword(bound, isWithin, reader.IsStrict) : null;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var isAccepted = isWithin(JsonNumber.Compare(JsonNumber.Of(instance), new JsonNumber(bound)));

        // A server that rounds the number may get the bound itself.
        return isStrict && isAccepted != isWithin(0) && RoundedNumber.Of(instance).IsAlike(_rounded)
            ? evaluation.Blame(Verdict.Undecided, SchemaFailure.Alike, Path)
            : Verdicts.Of(isAccepted);
    }
}
