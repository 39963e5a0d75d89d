using System.Text.Json;

namespace McpGuard;

/// <summary>The names of the types, and which type a value has.</summary>
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
