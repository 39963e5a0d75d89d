using System.Text.Json;

namespace McpGuard;

/// <summary><c>minimum</c>, <c>maximum</c> and their exclusive kin: a bound of a number, compared exactly.</summary>
internal sealed class BoundKeyword(byte[] bound, Func<int, bool> isWithin, KeywordReader reader) : SchemaKeyword
{
    private readonly string _path = reader.Location.Path;
    private readonly bool _isStrict = reader.IsStrict;

    public static Func<KeywordReader, SchemaKeyword?> Reading(Func<int, bool> isWithin) =>
        reader => reader.ReadNumber() is { } bound ? new BoundKeyword(bound, isWithin, reader) : null;

    public override bool Accepts(JsonElement instance, Evaluation evaluation)
    {
        var accepted = isWithin(JsonNumber.Compare(JsonNumber.Of(instance), new JsonNumber(bound)));

        // A server that rounds the number may get the bound itself.
        return _isStrict && accepted != isWithin(0) && BoundAlike.Numbers(instance, bound) ? evaluation.Doubt(SchemaFailure.Alike, _path) : accepted;
    }
}
