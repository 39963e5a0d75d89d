namespace McpGuard;

/// <summary>A set of characters, as it is written between brackets for .NET.</summary>
/// <param name="Items">The characters of the basic plane.</param>
/// <param name="HasOtherPlanes">Whether the characters of all other planes are in it; null if .NET cannot tell.</param>
internal sealed record CharacterSet(string Items, bool? HasOtherPlanes)
{
    public static readonly CharacterSet Digits = new("0-9", false);
    public static readonly CharacterSet NoDigits = new(@"\u0000-/:-\uFFFF", true);
    public static readonly CharacterSet WordCharacters = new("0-9A-Z_a-z", false);
    public static readonly CharacterSet NoWordCharacters = new(@"\u0000-/:-@\u005B-\u005E`\u007B-\uFFFF", true);

    // WhiteSpace and LineTerminator of ECMA-262.
    public static readonly CharacterSet Spaces =
        new(@"\u0009-\u000D\u0020\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF", false);

    public static readonly CharacterSet NoSpaces =
        new(@"\u0000-\u0008\u000E-\u001F\u0021-\u009F\u00A1-\u167F\u1681-\u1FFF\u200B-\u2027\u202A-\u202E\u2030-\u205E\u2060-\u2FFF\u3001-\uFEFE\uFF00-\uFFFF", true);
}
