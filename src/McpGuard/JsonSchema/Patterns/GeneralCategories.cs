using System.Collections.Frozen;
using System.Globalization;

namespace McpGuard;

/// <summary>The general categories of Unicode by their short and long names, each with a bit for every <see cref="UnicodeCategory"/> in it.</summary>
internal static class GeneralCategories
{
    // The short names in the order of UnicodeCategory.
    private static readonly string[] _short =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
        "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    public static readonly FrozenDictionary<string, int> Masks = new[]
    {
        "L Letter", "Lu Uppercase_Letter", "Ll Lowercase_Letter", "Lt Titlecase_Letter", "Lm Modifier_Letter", "Lo Other_Letter",
        "M Mark Combining_Mark", "Mn Nonspacing_Mark", "Mc Spacing_Mark", "Me Enclosing_Mark",
        "N Number", "Nd Decimal_Number digit", "Nl Letter_Number", "No Other_Number",
        "P Punctuation punct", "Pc Connector_Punctuation", "Pd Dash_Punctuation", "Ps Open_Punctuation", "Pe Close_Punctuation",
        "Pi Initial_Punctuation", "Pf Final_Punctuation", "Po Other_Punctuation",
        "S Symbol", "Sm Math_Symbol", "Sc Currency_Symbol", "Sk Modifier_Symbol", "So Other_Symbol",
        "Z Separator", "Zs Space_Separator", "Zl Line_Separator", "Zp Paragraph_Separator",
        "C Other", "Cc Control cntrl", "Cf Format", "Cs Surrogate", "Co Private_Use", "Cn Unassigned",
    }
        .Select(category => category.Split(' '))
        .SelectMany(names => names.Select(name => (Name: name, Mask: MaskOf(names[0]))))
        .Append(("LC", MaskOf("Lu") | MaskOf("Ll") | MaskOf("Lt")))
        .Append(("Cased_Letter", MaskOf("Lu") | MaskOf("Ll") | MaskOf("Lt")))
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);

    private static int MaskOf(string name) =>
        _short.Select((category, index) => category.StartsWith(name, StringComparison.Ordinal) ? 1 << index : 0).Sum();
}
