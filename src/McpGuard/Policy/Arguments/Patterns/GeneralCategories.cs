using System.Collections.Frozen;

namespace McpGuard;

/// <summary>The general categories of Unicode that .NET has too, by their short and long names.</summary>
internal static class GeneralCategories
{
    public static readonly FrozenDictionary<string, string> Names = new[]
    {
        "L Letter", "Lu Uppercase_Letter", "Ll Lowercase_Letter", "Lt Titlecase_Letter", "Lm Modifier_Letter", "Lo Other_Letter",
        "M Mark Combining_Mark", "Mn Nonspacing_Mark", "Mc Spacing_Mark", "Me Enclosing_Mark",
        "N Number", "Nd Decimal_Number digit", "Nl Letter_Number", "No Other_Number",
        "P Punctuation punct", "Pc Connector_Punctuation", "Pd Dash_Punctuation", "Ps Open_Punctuation", "Pe Close_Punctuation",
        "Pi Initial_Punctuation", "Pf Final_Punctuation", "Po Other_Punctuation",
        "S Symbol", "Sm Math_Symbol", "Sc Currency_Symbol", "Sk Modifier_Symbol", "So Other_Symbol",
        "Z Separator", "Zs Space_Separator", "Zl Line_Separator", "Zp Paragraph_Separator",
        "C Other", "Cc Control cntrl", "Cf Format", "Co Private_Use", "Cn Unassigned",
    }
        .Select(category => category.Split(' '))
        .SelectMany(names => names.Select(name => (Name: name, Category: names[0])))
        .ToFrozenDictionary(pair => pair.Name, pair => pair.Category, StringComparer.Ordinal);
}
