using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard;

/// <summary><c>type</c>: one type, or any of a list.</summary>
internal sealed class TypeKeyword(JsonTypes types, bool isStrict) : SchemaKeyword
{
    /// <summary>The allowed types. <c>integer</c> includes <c>number</c> here.</summary>
    public JsonTypes Types => (types & JsonTypes.Integer) == 0 ? types : types | JsonTypes.Number;

    public static TypeKeyword? Read(KeywordReader reader)
    {
        var names = reader.Value.ValueKind switch
        {
            JsonValueKind.String => [reader.Value.GetString()!],
            JsonValueKind.Array => reader.ReadNames(),
            _ => [],
        };
        if (names is null)
            return null;

        var unknown = names.Where(name => JsonType.Parse(name) == JsonTypes.None).ToArray();
        foreach (var name in unknown)
            reader.Report($"names a type that there is not{NearestName.Suggest(name, JsonType.Names)}");
        if (names.Length == 0)
            reader.Report("must name a type, or be a list of names of types.");

        if (names.Length == 0 || unknown.Length > 0)
            return null;

        return new TypeKeyword(names.Aggregate(JsonTypes.None, (types, name) => types | JsonType.Parse(name)), reader.IsStrict);
    }

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var type = JsonType.Of(instance);
        if ((types & type) != 0 || (type == JsonTypes.Number && (types & JsonTypes.Integer) != 0 && JsonNumber.Of(instance).IsInteger))
            return Verdict.Accepted;

        return isStrict && MayBeBound(instance) ? Verdict.Undecided : Verdict.Refused;
    }

    // System.Text.Json can read a number from a string, convert between names and numbers of enumerations, and round.
    private bool MayBeBound(JsonElement instance) => instance.ValueKind switch
    {
        JsonValueKind.String => (Types & JsonTypes.Number) != 0 && LenientValueSet.MayBeNumber(instance.GetString()!),
        JsonValueKind.Number => (types & (JsonTypes.String | JsonTypes.Integer)) != 0 && RoundedNumber.Of(instance).MayBe(number => number.IsInteger),
        _ => false,
    };
}

/// <summary><c>enum</c> and <c>const</c>: one of some values.</summary>
internal sealed class EnumKeyword : SchemaKeyword
{
    private readonly FrozenSet<JsonElement> _values;
    private readonly LenientValueSet? _alike;

    private EnumKeyword(KeywordReader reader, IEnumerable<JsonElement> values)
    {
        // The policy document may be disposed before the values are compared.
        JsonElement[] own = [.. values.Select(value => value.Clone())];
        _values = own.ToFrozenSet(JsonElementComparer.Exact);
        _alike = reader.IsStrict ? new LenientValueSet(own) : null;
    }

    public override int WorkPerByte => 8 + (_alike?.Looks ?? 0);

    public static EnumKeyword? ReadConst(KeywordReader reader) => Read(reader, [reader.Value]);

    public static EnumKeyword? ReadEnum(KeywordReader reader)
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

    private static EnumKeyword? Read(KeywordReader reader, IEnumerable<JsonElement> values)
    {
        if (!JsonDepth.Exceeds(reader.Value, Evaluation.MaxInstanceDepth))
            return new EnumKeyword(reader, values);

        reader.Report($"is nested deeper than {Evaluation.MaxInstanceDepth} levels.");
        return null;
    }
}
