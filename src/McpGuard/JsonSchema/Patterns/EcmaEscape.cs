using System.Globalization;
using System.Text;

namespace McpGuard;

/// <summary>Reads an escape sequence, which is one code point or a set of code points.</summary>
internal static class EcmaEscape
{
    private const int AllCategories = (1 << ((int)UnicodeCategory.OtherNotAssigned + 1)) - 1;

    private static readonly CodePointSet _noDigits = CodePointSet.Digits.Complement();
    private static readonly CodePointSet _noWordCharacters = CodePointSet.WordCharacters.Complement();
    private static readonly CodePointSet _noSpaces = CodePointSet.Spaces.Complement();

    public static (int? CodePoint, CodePointSet? Set) Read(EcmaReader text)
    {
        text.Take();
        if (text.IsAtEnd)
            return Fail(text, "a backslash at the end means nothing");

        var character = text.Take();
        return character switch
        {
            'd' => (null, CodePointSet.Digits),
            'D' => (null, _noDigits),
            'w' => (null, CodePointSet.WordCharacters),
            'W' => (null, _noWordCharacters),
            's' => (null, CodePointSet.Spaces),
            'S' => (null, _noSpaces),
            'p' or 'P' => ReadProperty(text, isNegated: character == 'P'),
            't' => ('\t', null),
            'n' => ('\n', null),
            'v' => ('\v', null),
            'f' => ('\f', null),
            'r' => ('\r', null),
            'c' when char.IsAsciiLetter(text.Next) => (text.Take() % 32, null),
            '0' when !char.IsAsciiDigit(text.Next) => (0, null),
            'x' when text.TakeHex(2) is { } code => (code, null),
            'u' => ReadUnicode(text),
            'k' or (>= '1' and <= '9') => Fail(text, $"'\\{character}' refers back, which is not supported"),
            _ when char.IsAscii(character) && (char.IsPunctuation(character) || char.IsSymbol(character)) => (character, null),
            _ => Fail(text, $"'\\{character}' means nothing"),
        };
    }

    private static (int?, CodePointSet?) ReadProperty(EcmaReader text, bool isNegated)
    {
        var name = text.TakeBraced();
        if (name is not null && GeneralCategories.Masks.TryGetValue(name[(name.IndexOf('=', StringComparison.Ordinal) + 1)..], out var mask) &&
            IsCategory(name))
            return (null, new CodePointSet([], isNegated ? AllCategories & ~mask : mask));

        return Fail(text, $"'\\{(isNegated ? 'P' : 'p')}' must be followed by a general category as '{{Lu}}' or '{{Letter}}'");
    }

    private static bool IsCategory(string name) =>
        !name.Contains('=', StringComparison.Ordinal) || name.StartsWith("gc=", StringComparison.Ordinal) ||
        name.StartsWith("General_Category=", StringComparison.Ordinal);

    private static (int?, CodePointSet?) ReadUnicode(EcmaReader text)
    {
        if (text.Next == '{')
        {
            return int.TryParse(text.TakeBraced(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code)
                ? (code, null)
                : Fail(text, "'\\u{' must be followed by the code of a character and '}'");
        }

        if (text.TakeHex(4) is not { } first)
            return Fail(text, "'\\u' must be followed by four hexadecimal digits");
        if (Rune.IsValid(first))
            return (first, null);

        return char.IsHighSurrogate((char)first) && text.TrySkip("\\u") && text.TakeHex(4) is { } second && char.IsLowSurrogate((char)second)
            ? (char.ConvertToUtf32((char)first, (char)second), null)
            : Fail(text, "half a surrogate pair is not a character");
    }

    private static (int?, CodePointSet?) Fail(EcmaReader text, string problem)
    {
        text.Fail(problem);
        return (null, null);
    }
}
