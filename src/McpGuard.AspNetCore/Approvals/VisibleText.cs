using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace McpGuard;

/// <summary>
/// Text that shows all its characters. Characters that are invisible, or that move or reorder other text, are shown by their code, in an
/// element that no text can forge. So are spaces that a browser would leave out.
/// </summary>
internal static class VisibleText
{
    public static void AppendTo(StringBuilder html, string text)
    {
        var shown = 0;
        for (var position = 0; position < text.Length;)
        {
            var status = Rune.DecodeFromUtf16(text.AsSpan(position), out var rune, out var length);
            var spaces = SpacesAt(text, position);
            if (status == OperationStatus.Done && spaces == 0 && IsVisible(rune))
            {
                position += length;
                continue;
            }

            html.Append(HtmlEncoder.Default.Encode(text[shown..position]));
            if (spaces > 0)
                AppendMark(html, string.Create(CultureInfo.InvariantCulture, $"{spaces} × space"));
            else
                AppendMark(html, string.Create(CultureInfo.InvariantCulture, $"U+{(status == OperationStatus.Done ? rune.Value : text[position]):X4}"));

            if (rune.Value == '\n')
                html.Append("<br>");

            position += Math.Max(spaces, length);
            shown = position;
        }

        html.Append(HtmlEncoder.Default.Encode(text[shown..]));
    }

    private static void AppendMark(StringBuilder html, string name) => html.Append("<mark>").Append(HtmlEncoder.Default.Encode(name)).Append("</mark>");

    /// <returns>The number of spaces that begin here, if a browser would not show them all.</returns>
    private static int SpacesAt(string text, int position)
    {
        var end = position;
        while (end < text.Length && text[end] == ' ')
            end++;

        var isSeen = end - position == 1 && position > 0 && end < text.Length && text[position - 1] != '\n';
        return isSeen ? 0 : end - position;
    }

    private static bool IsVisible(Rune rune) => !IsBlank(rune.Value) && Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate => false,
        UnicodeCategory.SpaceSeparator => rune.Value == ' ',
        _ => true,
    };

    // Letters, marks and symbols without a glyph: the grapheme joiner, fillers of Hangul, vowels of Khmer, selectors of variants, empty Braille.
    private static bool IsBlank(int value) => value is
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0
        or (>= 0xE0100 and <= 0xE01EF);
}
