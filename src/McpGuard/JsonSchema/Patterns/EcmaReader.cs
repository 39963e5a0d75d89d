using System.Globalization;
using System.Text;

namespace McpGuard;

/// <summary>Reads the characters of a pattern, and keeps the first problem.</summary>
internal sealed class EcmaReader(string text)
{
    private int _at;

    public string? Problem { get; private set; }

    public bool IsAtEnd => _at >= text.Length;

    /// <summary>The next character, or NUL at the end.</summary>
    public char Next => IsAtEnd ? '\0' : text[_at];

    public char Take() => text[_at++];

    public Rune TakeRune()
    {
        var rune = Rune.GetRuneAt(text, _at);
        _at += rune.Utf16SequenceLength;
        return rune;
    }

    public bool IsNext(string expected) => string.CompareOrdinal(text, _at, expected, 0, expected.Length) == 0;

    public bool TrySkip(string expected)
    {
        if (!IsNext(expected))
            return false;

        _at += expected.Length;
        return true;
    }

    public bool TrySkipGroupName()
    {
        var end = text.IndexOf('>', _at);
        if (!TrySkip("?<") || end <= _at || !text[_at..end].All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '$'))
            return false;

        _at = end + 1;
        return true;
    }

    /// <summary>Reads the given number of hexadecimal digits of a code point.</summary>
    public int? TakeHex(int count)
    {
        if (_at + count > text.Length || !int.TryParse(text.AsSpan(_at, count), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return null;

        _at += count;
        return value;
    }

    /// <summary>Reads up to the closing brace.</summary>
    public string? TakeBraced()
    {
        var end = text.IndexOf('}', _at);
        if (Next != '{' || end < 0)
            return null;

        var braced = text[(_at + 1)..end];
        _at = end + 1;
        return braced;
    }

    /// <summary>Reads a quantifier in braces.</summary>
    public (int Min, int? Max)? TakeRange()
    {
        var braced = TakeBraced() ?? "";
        var comma = braced.IndexOf(',', StringComparison.Ordinal);
        var min = Count(comma < 0 ? braced : braced[..comma]);
        var max = min;
        if (comma >= 0)
            max = comma == braced.Length - 1 ? null : Count(braced[(comma + 1)..]) ?? -1;
        if (min is { } least && (max is null || max >= least))
            return (least, max);

        Fail($"'{{' must be followed by a range of counts of at most {EcmaPattern.MaxCount}, or be written as '\\{{'");
        return null;
    }

    public void Fail(string problem) => Problem ??= $"{problem} (at character {_at + 1}).";

    private static int? Count(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= EcmaPattern.MaxCount ? count : null;
}
