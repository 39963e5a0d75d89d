using System.Text.Json;

namespace McpGuard;

/// <summary>Maps values and type names to <see cref="JsonTypes"/>.</summary>
internal static class JsonType
{
    public static readonly string[] Names = ["null", "boolean", "number", "string", "array", "object", "integer"];

    public static JsonTypes Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => JsonTypes.Null,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        JsonValueKind.Number => JsonTypes.Number,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.Array => JsonTypes.Array,
        JsonValueKind.Object => JsonTypes.Object,
        _ => JsonTypes.None,
    };

    /// <returns>The type of that name, or none.</returns>
    public static JsonTypes Parse(string? name) =>
        Array.IndexOf(Names, name) is >= 0 and var index ? (JsonTypes)(1 << index) : JsonTypes.None;
}

/// <summary>The types of JSON Schema. A whole number is also an integer.</summary>
[Flags]
internal enum JsonTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    String = 8,
    Array = 16,
    Object = 32,
    Any = Null | Boolean | Number | String | Array | Object,
    Integer = 64,
}
