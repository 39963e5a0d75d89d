using System.Globalization;
using System.Text;

namespace McpGuard.Cli.Output;

/// <summary>Text that cannot affect other text: characters that would move, hide or reorder other text are escaped, each differently.</summary>
internal static class Visible
{
    /// <summary>Longer than any recorded text.</summary>
    public const int MaxLength = 300;

    public static string Text(string? text, int maxLength = MaxLength + 1)
    {
        if (string.IsNullOrEmpty(text))
            return "";

        var visible = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (visible.Length >= maxLength)
                return visible.Append('…').ToString();

            if (rune.Value == '\\')
                visible.Append(@"\\");
            else if (IsVisible(rune))
                visible.Append(rune);
            else
                visible.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }

        return visible.ToString();
    }

    /// <returns>The part of a text that can be shown.</returns>
    public static string Clip(string? text) => text is { Length: > MaxLength } ? string.Concat(text.AsSpan(0, MaxLength), "…") : text ?? "";

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate => false,
        UnicodeCategory.SpaceSeparator => rune.Value == ' ',
        _ => true,
    };
}
