using System.Text.Json;

namespace McpGuard;

/// <summary><c>minimum</c>, <c>maximum</c> and their exclusive kin: a bound of a number, compared exactly.</summary>
internal sealed class BoundKeyword(byte[] bound, Func<int, bool> isWithin) : SchemaKeyword
{
    public static Func<KeywordReader, SchemaKeyword?> Reading(Func<int, bool> isWithin) =>
        reader => reader.ReadNumber() is { } bound ? new BoundKeyword(bound, isWithin) : null;

    public override bool Accepts(JsonElement instance, Evaluation evaluation) =>
        isWithin(JsonNumber.Compare(JsonNumber.Of(instance), new JsonNumber(bound)));
}
