using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard;

/// <summary><c>enum</c> and <c>const</c>: one of some values.</summary>
internal sealed class ValueKeyword : SchemaKeyword
{
    private readonly FrozenSet<JsonElement> _values;
    private readonly FrozenSet<JsonElement>? _variants;
    private readonly BoundAlike? _alike;
    private readonly JsonTypes _types;
    private readonly string _path;

    private ValueKeyword(KeywordReader reader, IEnumerable<JsonElement> values)
    {
        // The policy document may be gone when the values are compared.
        JsonElement[] own = [.. values.Select(value => value.Clone())];
        _values = own.ToFrozenSet(JsonElementComparer.Exact);
        _types = own.Aggregate(JsonTypes.None, (types, value) => types | JsonType.Of(value));
        _path = reader.Location.Path;
        _alike = reader.IsStrict ? new BoundAlike(own) : null;
        if (reader.IsStrict && own.Any(value => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
            _variants = own.ToFrozenSet(JsonElementComparer.IgnoringCase);
    }

    public static ValueKeyword? ReadConst(KeywordReader reader) => Read(reader, [reader.Value]);

    public static ValueKeyword? ReadEnum(KeywordReader reader)
    {
        if (reader.Value.ValueKind == JsonValueKind.Array && (reader.Value.GetArrayLength() > 0 || !reader.IsStrict))
            return Read(reader, reader.Value.EnumerateArray());

        reader.Report("must be a list of values, and not empty.");
        return null;
    }

    public override bool Accepts(JsonElement instance, Evaluation evaluation)
    {
        if (_values.Contains(instance))
            return true;
        if ((_types & JsonType.Of(instance)) == 0)
            evaluation.NoteDoubt();
        if (_alike?.Contains(instance) is true)
            return evaluation.Doubt(SchemaFailure.Alike, _path);

        return _variants?.Contains(instance) is true && evaluation.Refuse(SchemaFailure.Case, _path);
    }

    private static ValueKeyword? Read(KeywordReader reader, IEnumerable<JsonElement> values)
    {
        if (!Nesting.Exceeds(reader.Value, ArgumentSchema.MaxInstanceDepth))
            return new ValueKeyword(reader, values);

        reader.Report($"is nested deeper than {ArgumentSchema.MaxInstanceDepth} levels.");
        return null;
    }
}
