using System.Globalization;
using System.Text;

namespace McpGuard;

/// <summary>Bounds what a record takes over: what a stranger sends must not decide how large a record gets, or what a terminal does.</summary>
internal static class AuditText
{
    // Long enough for every real name.
    public const int MaxLength = 256;
    private const int MaxItems = 64;

    public static string? Bounded(string? text) => text is { Length: > MaxLength } ? string.Concat(text.AsSpan(0, MaxLength), "…") : text;

    public static string[] Bounded(string[] names) =>
        names.Length <= MaxItems && Array.TrueForAll(names, name => name.Length <= MaxLength)
            ? names
            : [.. names.Take(MaxItems).Select(name => Bounded(name)!)];

    public static IReadOnlyList<AccessFact>? Bounded(IReadOnlyList<AccessFact> facts) => facts.Count switch
    {
        0 => null,
        <= MaxItems when facts.All(fact => !(fact.Value?.Length > MaxLength)) => facts,
        _ => [.. facts.Take(MaxItems).Select(fact => fact with { Value = Bounded(fact.Value) })],
    };

    /// <summary>Writes out, as JSON does, what would end a line, move a cursor or turn the reading direction, and halves of characters.</summary>
    public static string? Neutral(string? text)
    {
        if (text is null || text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
            return text;

        var neutral = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // A half is read as the replacement character, and need not be told from it.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                neutral.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else
                neutral.Append(rune);
        }

        return neutral.ToString();
    }
}
