using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Equality as JSON Schema has it: numbers by value, members in any order. With <see cref="IgnoringCase"/>, also
/// objects are equal that a server would bind to the same members.
/// </summary>
internal sealed class JsonElementComparer : IEqualityComparer<JsonElement>
{
    public static readonly JsonElementComparer Exact = new(StringComparer.Ordinal);
    public static readonly JsonElementComparer IgnoringCase = new(FoldedComparer.Instance);

    private readonly IEqualityComparer<string> _names;

    private JsonElementComparer(IEqualityComparer<string> names) => _names = names;

    public bool Equals(JsonElement left, JsonElement right) => left.ValueKind == right.ValueKind && left.ValueKind switch
    {
        JsonValueKind.Number => JsonNumber.Compare(JsonNumber.Of(left), JsonNumber.Of(right)) == 0,
        JsonValueKind.String => left.ValueEquals(JsonText.Of(right, stackalloc char[JsonText.BufferLength])),
        JsonValueKind.Array => ArraysEqual(left, right),
        JsonValueKind.Object => ObjectsEqual(left, right),
        _ => true,
    };

    public int GetHashCode(JsonElement value) => HashCode.Combine(value.ValueKind, value.ValueKind switch
    {
        JsonValueKind.Number => JsonNumber.Of(value).GetHashCode(),
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

        var members = new Dictionary<string, JsonElement>(_names);
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

    // A sum, since the order of members means nothing.
    private int HashObject(JsonElement value)
    {
        var sum = 0;
        foreach (var member in value.EnumerateObject())
            sum = unchecked(sum + HashCode.Combine(_names.GetHashCode(member.Name), GetHashCode(member.Value)));

        return sum;
    }
}
