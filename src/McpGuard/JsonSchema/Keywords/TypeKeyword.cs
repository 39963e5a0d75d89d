using System.Text.Json;

namespace McpGuard;

/// <summary><c>type</c>: one type, or any of a list.</summary>
internal sealed class TypeKeyword(JsonTypes types, bool isStrict) : SchemaKeyword
{
    /// <summary>The types allowed, where a number may yet have to be whole.</summary>
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

        return names.Length == 0 || unknown.Length > 0 ? null : new TypeKeyword(names.Aggregate(JsonTypes.None, (types, name) => types | JsonType.Parse(name)), reader.IsStrict);
    }

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var type = JsonType.Of(instance);
        if ((types & type) != 0 || (type == JsonTypes.Number && (types & JsonTypes.Integer) != 0 && JsonNumber.Of(instance).IsInteger))
            return Verdict.Accepted;

        return isStrict && MayBeBound(instance) ? Verdict.Undecided : Verdict.Refused;
    }

    // System.Text.Json reads numbers out of texts, takes names of enumerations for numbers and the other way round, and rounds.
    private bool MayBeBound(JsonElement instance) => instance.ValueKind switch
    {
        JsonValueKind.String => (Types & JsonTypes.Number) != 0 && BoundAlike.MayBeNumber(instance.GetString()!),
        JsonValueKind.Number => (types & (JsonTypes.String | JsonTypes.Integer)) != 0 && RoundedNumber.Of(instance).MayBe(number => number.IsInteger),
        _ => false,
    };
}
