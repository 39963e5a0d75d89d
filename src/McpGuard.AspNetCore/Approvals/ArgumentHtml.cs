using System.Text.Json;

namespace McpGuard;

/// <summary>
/// The arguments of a call, all of them. Each name and value has its own element, so no value can look like another argument. Text is in
/// quotes, unlike numbers and masks.
/// </summary>
internal static class ArgumentHtml
{
    public static Markup Of(JsonElement arguments, IReadOnlyList<string> masked) => Value(arguments, "", masked);

    private static Markup Value(JsonElement value, string pointer, IReadOnlyList<string> masked) => value.ValueKind switch
    {
        JsonValueKind.Object => Members(value, pointer, masked),
        JsonValueKind.Array => Items(value, pointer, masked),
        JsonValueKind.String when IsMasked(pointer, masked) => $"<em>{value.GetString()}</em>",
        JsonValueKind.String => $"“{value.GetString()}”",
        _ => $"<code>{value.GetRawText()}</code>",
    };

    private static Markup Members(JsonElement members, string pointer, IReadOnlyList<string> masked)
    {
        if (members.GetPropertyCount() == 0)
            return $"<code>{"{}"}</code>";

        return $"<dl>{members.EnumerateObject().Select(member => Member(member, pointer, masked))}</dl>";
    }

    private static Markup Member(JsonProperty member, string pointer, IReadOnlyList<string> masked) =>
        $"<div><dt>{member.Name}</dt><dd>{Value(member.Value, $"{pointer}/{Escaped(member.Name)}", masked)}</dd></div>";

    private static Markup Items(JsonElement items, string pointer, IReadOnlyList<string> masked)
    {
        if (items.GetArrayLength() == 0)
            return $"<code>{"[]"}</code>";

        return $"<ol>{items.EnumerateArray().Select((item, index) => Item(item, $"{pointer}/{index}", masked))}</ol>";
    }

    private static Markup Item(JsonElement item, string pointer, IReadOnlyList<string> masked) => $"<li>{Value(item, pointer, masked)}</li>";

    // As values are masked: names that differ only by case are one.
    private static bool IsMasked(string pointer, IReadOnlyList<string> masked) => masked.Contains(pointer, FoldedComparer.Instance);

    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
