using System.Text.Json;

namespace McpGuard;

/// <summary>Finds the part of a JSON document that a JSON pointer (RFC 6901) names.</summary>
internal static class JsonPointer
{
    public static JsonElement? Find(JsonElement root, string pointer)
    {
        var found = root;
        foreach (var step in pointer.Split('/').Skip(1).Select(Unescape))
        {
            if (found.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index) && index >= 0 && index < found.GetArrayLength())
                found = found[index];
            else if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(step, out found))
                return null;
        }

        return found;
    }

    /// <summary>The name of the member of the root in which a pointer begins, or null for the root itself.</summary>
    public static string? FirstStep(string pointer) => pointer.Split('/') is [_, var step, ..] ? Unescape(step) : null;

    private static string Unescape(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
