using System.Globalization;
using System.Text;

namespace McpGuard;

/// <summary>Reads a character class, and writes sets of characters so that half a surrogate pair is never in them.</summary>
internal static class EcmaClass
{
    private const string Halves = @"\uD800-\uDFFF";
    private const string OtherPlanes = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    public static readonly string AnyButLineBreaks = Write(new CharacterSet(@"\n\r\u2028\u2029", false), isNegated: true);

    public static string Write(CharacterSet set, bool isNegated)
    {
        var ofBasicPlane = $"[{(isNegated ? "^" : "")}{set.Items}-[{Halves}]]";
        return (set.HasOtherPlanes ^ isNegated) is true ? $"(?:{ofBasicPlane}|{OtherPlanes})" : ofBasicPlane;
    }

    public static string Escape(int character) =>
        character < 128 && char.IsAsciiLetterOrDigit((char)character) ? ((char)character).ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{character:X4}");

    public static string Read(EcmaReader text)
    {
        text.Take();
        var isNegated = text.TrySkip("^");
        var items = new StringBuilder();
        bool? hasOtherPlanes = false;
        while (text is { IsAtEnd: false, Problem: null, Next: not ']' })
        {
            var (first, set) = ReadItem(text);
            if (set is null)
            {
                items.Append(ReadRange(text, first));
                continue;
            }

            items.Append(set.Items);
            hasOtherPlanes = hasOtherPlanes is null || set.HasOtherPlanes is null ? null : hasOtherPlanes | set.HasOtherPlanes;
        }

        if (items.Length == 0)
            text.Fail("a class of no characters cannot be meant");
        if (!text.TrySkip("]"))
            text.Fail("'[' is not closed");

        return Write(new CharacterSet(items.ToString(), hasOtherPlanes), isNegated);
    }

    private static string ReadRange(EcmaReader text, Rune? first)
    {
        var last = first;
        if (text.Next == '-' && !text.IsNext("-]"))
        {
            text.Take();
            (last, _) = ReadItem(text);
        }

        if (first is { } from && last is { } to && from <= to)
            return $"{Escape(from.Value)}-{Escape(to.Value)}";

        text.Fail("a range must go from one character up to another");
        return "";
    }

    private static (Rune? Character, CharacterSet? Set) ReadItem(EcmaReader text)
    {
        if (text.IsNext("\\b"))
        {
            // In a class only, this is the backspace.
            text.TrySkip("\\b");
            return (new Rune('\b'), null);
        }

        var item = text.IsAtEnd ? (null, null) : text.Next == '\\' ? EcmaEscape.Read(text) : (text.TakeRune(), null);
        if (item.Item1 is { IsBmp: false })
            text.Fail("a class can have no character beyond U+FFFF: write alternatives, as in '(?:a|b)'");

        return item;
    }
}
