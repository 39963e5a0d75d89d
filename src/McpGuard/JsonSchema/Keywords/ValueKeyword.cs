using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard;

/// <summary><c>enum</c> and <c>const</c>: one of some values.</summary>
internal sealed class ValueKeyword : SchemaKeyword
{
    private readonly FrozenSet<JsonElement> _values;
    private readonly BoundAlike? _alike;

    private ValueKeyword(KeywordReader reader, IEnumerable<JsonElement> values)
    {
        // The policy document may be gone when the values are compared.
        JsonElement[] own = [.. values.Select(value => value.Clone())];
        _values = own.ToFrozenSet(JsonElementComparer.Exact);
        _alike = reader.IsStrict ? new BoundAlike(own) : null;
    }

    public override int WorkPerByte => 8 + (_alike?.Looks ?? 0);

    public static ValueKeyword? ReadConst(KeywordReader reader) => Read(reader, [reader.Value]);

    public static ValueKeyword? ReadEnum(KeywordReader reader)
    {
        if (reader.Value.ValueKind == JsonValueKind.Array && (reader.Value.GetArrayLength() > 0 || !reader.IsStrict))
            return Read(reader, reader.Value.EnumerateArray());

        reader.Report("must be a list of values, and not empty.");
        return null;
    }

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        if (_values.Contains(instance))
            return Verdict.Accepted;

        return _alike?.Contains(instance) is true ? evaluation.Blame(Verdict.Undecided, SchemaFailure.Alike, Path) : Verdict.Refused;
    }

    private static ValueKeyword? Read(KeywordReader reader, IEnumerable<JsonElement> values)
    {
        if (!Nesting.Exceeds(reader.Value, ArgumentSchema.MaxInstanceDepth))
            return new ValueKeyword(reader, values);

        reader.Report($"is nested deeper than {ArgumentSchema.MaxInstanceDepth} levels.");
        return null;
    }
}
