using System.Buffers;
using System.Globalization;
using System.Text;

namespace McpGuard.Audit;

/// <summary>Bounds texts in records: a stranger's text must not make a record large, or control a terminal.</summary>
internal static class AuditText
{
    // Longer than real names.
    public const int MaxLength = 256;
    private const int MaxItems = 64;

    /// <summary>Enough for an issuer's address or an identifier.</summary>
    private const int MaxUnverifiedBytes = 128;

    private static readonly SearchValues<char> _plain = SearchValues.Create(" !#$%()*,-./:;=?@[]^_{|}~");

    public static string? Bounded(string? text) => text is { Length: > MaxLength } ? string.Concat(text.AsSpan(0, MaxLength), "…") : text;

    /// <summary>Bounds an unverified text by the bytes that it takes up in a record, so that a record is never much larger than its request.</summary>
    public static string? Unverified(string? text)
    {
        if (text is null)
            return null;

        var bytes = 0;
        for (var i = 0; i < text.Length; i++)
        {
            // JSON writes any other character as \uXXXX.
            bytes += char.IsAsciiLetterOrDigit(text[i]) || _plain.Contains(text[i]) ? 1 : 6;
            if (bytes > MaxUnverifiedBytes)
                return string.Concat(text.AsSpan(0, i), "…");
        }

        return text;
    }

    public static string[] Bounded(string[] names)
    {
        var fits = names.Length <= MaxItems;
        foreach (var name in names.AsSpan(0, fits ? names.Length : 0))
            fits &= name.Length <= MaxLength;

        return fits ? names : [.. names.Take(MaxItems).Select(name => Bounded(name)!)];
    }

    public static IReadOnlyList<AccessFact>? Bounded(IReadOnlyList<AccessFact> facts) => facts.Count switch
    {
        0 => null,
        <= MaxItems when facts.All(fact => !(fact.Value?.Length > MaxLength)) => facts,
        _ => [.. facts.Take(MaxItems).Select(fact => fact with { Value = Bounded(fact.Value) })],
    };

    /// <summary>Escapes, as JSON does, characters that would end a line, move a cursor or change the reading direction, and halves of characters.</summary>
    public static string? Neutral(string? text)
    {
        if (text is null || text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
            return text;

        var neutral = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Half a character is read as the replacement character, so the two need no distinction.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or
                UnicodeCategory.ParagraphSeparator)
                neutral.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else
                neutral.Append(rune);
        }

        return neutral.ToString();
    }
}
