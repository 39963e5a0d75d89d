using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGuard;

/// <summary>Replaces argument values that approvers must not see by their length and a keyed digest.</summary>
internal static class ArgumentMask
{
    /// <returns>The arguments, and the pointers at which a value was replaced.</returns>
    public static (JsonElement Arguments, IReadOnlyList<string> Masked) Apply(JsonElement arguments, IEnumerable<string> pointers, AuditDigest digest)
    {
        var masked = new List<string>();
        var root = JsonObject.Create(arguments.Clone())!;
        foreach (var pointer in pointers)
        {
            if (Replace(root, [.. pointer.Split('/').Skip(1).Select(Unescaped)], digest))
                masked.Add(pointer);
        }

        return masked.Count == 0 ? (arguments.Clone(), []) : (JsonSerializer.SerializeToElement<JsonNode>(root, McpJson.Node), masked);
    }

    // The serializer treats two names that differ only by case as one, so each such member is masked.
    private static bool Replace(JsonNode? node, ReadOnlySpan<string> steps, AuditDigest digest)
    {
        var found = false;
        if (node is JsonArray list && int.TryParse(steps[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count)
        {
            found = steps.Length == 1 || Replace(list[index], steps[1..], digest);
            if (steps.Length == 1)
                list[index] = Stand(list[index], digest);
        }

        if (node is not JsonObject members)
            return found;

        var step = steps[0];
        foreach (var name in members.Select(member => member.Key).Where(name => FoldedComparer.Instance.Equals(name, step)).ToArray())
        {
            found |= steps.Length == 1 || Replace(members[name], steps[1..], digest);
            if (steps.Length == 1)
                members[name] = Stand(members[name], digest);
        }

        return found;
    }

    private static string Stand(JsonNode? value, AuditDigest digest)
    {
        var text = value is JsonValue plain && plain.TryGetValue<string>(out var words)
            ? words
            : CanonicalJson.Write(value is null ? default : JsonSerializer.SerializeToElement(value, McpJson.Node));
        return string.Create(CultureInfo.InvariantCulture, $"masked: {text.Length} characters, {digest.OfTexts(text)}");
    }

    private static string Unescaped(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
