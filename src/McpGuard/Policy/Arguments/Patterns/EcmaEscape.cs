using System.Globalization;
using System.Text;

namespace McpGuard;

/// <summary>What a backslash with what follows it stands for: one character, or a set of them.</summary>
internal static class EcmaEscape
{
    public static (Rune? Character, CharacterSet? Set) Read(EcmaReader text)
    {
        text.Take();
        if (text.IsAtEnd)
            return Fail(text, "a backslash at the end means nothing");

        var character = text.Take();
        return character switch
        {
            'd' => (null, CharacterSet.Digits),
            'D' => (null, CharacterSet.NoDigits),
            'w' => (null, CharacterSet.WordCharacters),
            'W' => (null, CharacterSet.NoWordCharacters),
            's' => (null, CharacterSet.Spaces),
            'S' => (null, CharacterSet.NoSpaces),
            'p' or 'P' => ReadProperty(text, character),
            't' => Character('\t'),
            'n' => Character('\n'),
            'v' => Character('\v'),
            'f' => Character('\f'),
            'r' => Character('\r'),
            'c' when char.IsAsciiLetter(text.Next) => Character(text.Take() % 32),
            '0' when !char.IsAsciiDigit(text.Next) => Character(0),
            'x' when text.TakeHex(2) is { } code => Character(code),
            'u' => ReadUnicode(text),
            'b' or 'B' => Fail(text, $"'\\{character}' is not supported: .NET has another notion of words"),
            'k' or (>= '1' and <= '9') => Fail(text, $"'\\{character}' refers back, which is not supported"),
            _ when char.IsAscii(character) && char.IsPunctuation(character) || char.IsSymbol(character) && char.IsAscii(character) => Character(character),
            _ => Fail(text, $"'\\{character}' means nothing"),
        };
    }

    private static (Rune?, CharacterSet?) ReadProperty(EcmaReader text, char letter)
    {
        var name = text.TakeBraced();
        if (name is not null && GeneralCategories.Names.TryGetValue(name, out var category))
            return (null, new CharacterSet($"\\{letter}{{{category}}}", HasOtherPlanes: null));

        return Fail(text, $"'\\{letter}' must be followed by a general category as '{{Lu}}' or '{{Letter}}'");
    }

    private static (Rune?, CharacterSet?) ReadUnicode(EcmaReader text)
    {
        if (text.Next == '{')
        {
            return int.TryParse(text.TakeBraced(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code)
                ? Character(code)
                : Fail(text, "'\\u{' must be followed by the code of a character and '}'");
        }

        if (text.TakeHex(4) is not { } first)
            return Fail(text, "'\\u' must be followed by four hexadecimal digits");
        if (Rune.IsValid(first))
            return Character(first);

        return char.IsHighSurrogate((char)first) && text.TrySkip("\\u") && text.TakeHex(4) is { } second && char.IsLowSurrogate((char)second)
            ? (new Rune((char)first, (char)second), null)
            : Fail(text, "half a surrogate pair is no character");
    }

    private static (Rune?, CharacterSet?) Character(int code) => (new Rune(code), null);

    private static (Rune?, CharacterSet?) Fail(EcmaReader text, string problem)
    {
        text.Fail(problem);
        return (null, null);
    }
}
