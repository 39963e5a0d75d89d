using System.Buffers;
using System.Text.Json;

namespace McpGuard;

/// <summary>Combines a bound value with the value that was sent.</summary>
internal static class BoundMembers
{
    /// <summary>
    /// Keeps the members that were sent or that a rule names, and adds members that were sent but not bound. Other defaults of the
    /// type are left out, so that a rule does not count them.
    /// </summary>
    public static JsonElement Trim(BoundType type, JsonElement sent, JsonElement bound, IReadOnlySet<string> named)
    {
        if (sent.ValueKind != bound.ValueKind || sent.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return bound;

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, type, sent, bound, named);

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, BoundType? type, JsonElement sent, JsonElement bound, IReadOnlySet<string> named)
    {
        if (sent.ValueKind == JsonValueKind.Object && bound.ValueKind == JsonValueKind.Object && type is JsonBoundType { HasProperties: true } members)
            WriteObject(json, members, sent, bound, named);
        else if (sent.ValueKind == JsonValueKind.Array && bound.ValueKind == JsonValueKind.Array && sent.GetArrayLength() == bound.GetArrayLength())
            WriteArray(json, type?.Item, sent, bound, named);
        else
            bound.WriteTo(json);
    }

    private static void WriteObject(Utf8JsonWriter json, JsonBoundType type, JsonElement sent, JsonElement bound, IReadOnlySet<string> named)
    {
        var given = new Dictionary<string, JsonProperty>(FoldedComparer.Instance);
        foreach (var member in sent.EnumerateObject())
            given[member.Name] = member;

        json.WriteStartObject();
        foreach (var member in bound.EnumerateObject())
        {
            if (given.Remove(member.Name, out var value))
            {
                json.WritePropertyName(member.Name);
                Write(json, type.Member(member.Name), value.Value, member.Value, named);
            }
            else if (named.Contains(member.Name))
            {
                member.WriteTo(json);
            }
        }

        foreach (var rest in given.Values)
            rest.WriteTo(json);

        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, BoundType? item, JsonElement sent, JsonElement bound, IReadOnlySet<string> named)
    {
        json.WriteStartArray();
        foreach (var (one, other) in sent.EnumerateArray().Zip(bound.EnumerateArray()))
            Write(json, item, one, other, named);

        json.WriteEndArray();
    }
}
