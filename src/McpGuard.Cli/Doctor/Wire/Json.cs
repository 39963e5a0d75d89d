using System.Text.Json;

namespace McpGuard.Cli.Doctor;

/// <summary>Reads members of documents that a stranger wrote: a member of another type is treated as absent.</summary>
internal static class Json
{
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 32 };

    /// <returns>The one JSON object that the text is, or null.</returns>
    public static JsonElement? ObjectOf(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, _options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? Member(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var member) ? member : null;

    public static string? String(this JsonElement? element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    public static double? Number(this JsonElement? element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetDouble(out var number) ? number : null;

    /// <returns>The first element of an array, or null.</returns>
    public static JsonElement? FirstOf(this JsonElement? element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0 ? array[0] : null;

    public static bool IsTrue(this JsonElement? element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True };

    /// <returns>The strings of an array, or null if there is no array.</returns>
    public static IReadOnlyList<string>? Strings(this JsonElement? element, string name) => element.Member(name) is { ValueKind: JsonValueKind.Array } array
        ? [.. array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : null;
}
