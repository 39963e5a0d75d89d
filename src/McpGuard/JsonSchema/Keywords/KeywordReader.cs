using System.Runtime.InteropServices;
using System.Text.Json;

namespace McpGuard;

/// <summary>The value, siblings and location of one keyword while it is read. An invalid value is reported and read as null.</summary>
internal sealed class KeywordReader(SchemaReader reader, JsonElement schema, JsonProperty keyword, SchemaLocation owner, Subschema result, int depth)
{
    public JsonElement Value => keyword.Value;

    public SchemaLocation Location { get; } = owner.Member(keyword.Name);

    public bool IsStrict => reader.IsStrict;

    public void Report(string problem) => reader.Report(Location, problem);

    public JsonElement? Sibling(string name) => schema.TryGetProperty(name, out var value) ? value : null;

    /// <summary>Reads a schema that judges the same value as the schema that contains the keyword.</summary>
    public Subschema ReadInPlace(JsonElement value, SchemaLocation location)
    {
        var read = ReadPart(value, location);
        result.InPlace.Add(read);
        return read;
    }

    /// <summary>Reads a schema that judges another value: a member, an item or a name.</summary>
    public Subschema ReadPart(JsonElement value, SchemaLocation location) => reader.Read(value, location, depth - 1);

    public Subschema? ReadSiblingInPlace(string name) => Sibling(name) is { } value ? ReadInPlace(value, owner.Member(name)) : null;

    public Subschema[]? ReadList(Func<JsonElement, SchemaLocation, Subschema> read)
    {
        if (Value.ValueKind == JsonValueKind.Array && Value.GetArrayLength() > 0)
            return [.. Value.EnumerateArray().Select((item, index) => read(item, Location.Item(index)))];

        Report("must be a list of schemas, and not empty.");
        return null;
    }

    public List<JsonProperty>? ReadMembers()
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            Report("must be an object.");
            return null;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var members = new List<JsonProperty>();
        foreach (var member in Value.EnumerateObject())
        {
            if (names.Add(member.Name))
                members.Add(member);
            else
                reader.Report(Location.Member(member.Name), "is there twice.");
        }

        return members;
    }

    public string[]? ReadNames() => ReadNames(Value, Location);

    public string[]? ReadNames(JsonElement value, SchemaLocation location)
    {
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            string[] names = [.. value.EnumerateArray().Select(item => item.GetString()!)];
            if (names.Distinct(StringComparer.Ordinal).Count() == names.Length)
                return names;
        }

        reader.Report(location, "must be a list of names, each of them once.");
        return null;
    }

    public int? ReadCount()
    {
        var count = CountOf(Value);
        if (count is null)
            Report($"must be a whole number from 0 to {int.MaxValue}.");

        return count;
    }

    /// <summary>A sibling that is a count. The reading of the sibling itself reports an invalid value.</summary>
    public int? SiblingCount(string name) => Sibling(name) is { } value ? CountOf(value) : null;

    /// <summary>The JSON text of a number, if it is short enough for exact arithmetic.</summary>
    public byte[]? ReadNumber()
    {
        if (Value.ValueKind == JsonValueKind.Number && JsonNumber.Of(Value).Exponent is >= -1000 and <= 1000)
        {
            var number = JsonMarshal.GetRawUtf8Value(Value);
            if (number.Length <= 100)
                return number.ToArray();
        }

        Report("must be a number, of at most 100 characters and with an exponent of at most 1000.");
        return null;
    }

    public bool? ReadBoolean()
    {
        if (Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return Value.GetBoolean();

        Report("must be true or false.");
        return null;
    }

    public string? ReadText()
    {
        if (Value.ValueKind == JsonValueKind.String)
            return Value.GetString();

        Report("must be a string.");
        return null;
    }

    public SchemaPattern? ReadPattern(string pattern, SchemaLocation location)
    {
        var parsed = reader.Pattern(pattern);
        if (parsed.Problem is null)
            return parsed;

        reader.Report(location, $"is a pattern that cannot be used: {parsed.Problem}");
        return null;
    }

    /// <summary>The patterns of a sibling. The reading of the sibling itself reports invalid patterns.</summary>
    public SchemaPattern[] SiblingPatterns(string name) =>
        [.. SiblingNames(name).Select(reader.Pattern).Where(pattern => pattern.Problem is null)];

    public string[] SiblingNames(string name) =>
        Sibling(name) is { ValueKind: JsonValueKind.Object } members ? [.. members.EnumerateObject().Select(member => member.Name)] : [];

    /// <summary>Notes the names of members that the keyword constrains.</summary>
    public void Constrain(params IEnumerable<string> names) => result.OwnNames.UnionWith(names);

    public ReferenceKeyword AddReference(string pointer)
    {
        var reference = new ReferenceKeyword(pointer);
        reader.AddReference(reference, result, Location);
        return reference;
    }

    private static int? CountOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && JsonNumber.Of(value) is { IsInteger: true, Sign: >= 0 } &&
        value.GetDouble() is <= int.MaxValue and var count ? (int)count : null;
}
