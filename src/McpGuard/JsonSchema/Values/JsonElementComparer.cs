using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Equality of JSON Schema: numbers by value, members in any order. <see cref="Alike"/> also ignores case and rounds numbers,
/// because a server may bind such values to the same .NET value.
/// </summary>
internal sealed class JsonElementComparer : IEqualityComparer<JsonElement>
{
    public static readonly JsonElementComparer Exact = new(null);
    public static readonly JsonElementComparer Alike = new(FoldedComparer.Instance);

    private readonly FoldedComparer? _folded;

    private JsonElementComparer(FoldedComparer? folded) => _folded = folded;

    public bool Equals(JsonElement left, JsonElement right) => left.ValueKind == right.ValueKind && left.ValueKind switch
    {
        JsonValueKind.Number when _folded is not null => left.GetDouble().Equals(right.GetDouble()),
        JsonValueKind.Number => JsonNumber.Compare(JsonNumber.Of(left), JsonNumber.Of(right)) == 0,
        JsonValueKind.String when _folded is not null => _folded.Equals(left.GetString(), right.GetString()),
        JsonValueKind.String => left.ValueEquals(JsonText.Of(right, stackalloc char[JsonText.BufferLength])),
        JsonValueKind.Array => ArraysEqual(left, right),
        JsonValueKind.Object => ObjectsEqual(left, right),
        _ => true,
    };

    public int GetHashCode(JsonElement value) => HashCode.Combine(value.ValueKind, value.ValueKind switch
    {
        JsonValueKind.Number when _folded is not null => value.GetDouble().GetHashCode(),
        JsonValueKind.Number => JsonNumber.Of(value).GetHashCode(),
        JsonValueKind.String when _folded is not null => _folded.GetHashCode(value.GetString()!),
        JsonValueKind.String => string.GetHashCode(JsonText.Of(value, stackalloc char[JsonText.BufferLength])),
        JsonValueKind.Array => HashArray(value),
        JsonValueKind.Object => HashObject(value),
        _ => 0,
    });

    private bool ArraysEqual(JsonElement left, JsonElement right) =>
        left.GetArrayLength() == right.GetArrayLength() && left.EnumerateArray().SequenceEqual(right.EnumerateArray(), this);

    private bool ObjectsEqual(JsonElement left, JsonElement right)
    {
        if (left.GetPropertyCount() != right.GetPropertyCount())
            return false;

        var members = new Dictionary<string, JsonElement>(_folded);
        foreach (var member in right.EnumerateObject())
            members[member.Name] = member.Value;

        return left.EnumerateObject().All(member => members.Remove(member.Name, out var value) && Equals(member.Value, value));
    }

    private int HashArray(JsonElement array)
    {
        var hash = new HashCode();
        foreach (var item in array.EnumerateArray())
            hash.Add(GetHashCode(item));

        return hash.ToHashCode();
    }

    // A sum, because the order of members is irrelevant.
    private int HashObject(JsonElement value)
    {
        var sum = 0;
        foreach (var member in value.EnumerateObject())
            sum = unchecked(sum + HashCode.Combine(NameHash(member.Name), GetHashCode(member.Value)));

        return sum;
    }

    private int NameHash(string name) => _folded?.GetHashCode(name) ?? StringComparer.Ordinal.GetHashCode(name);
}
