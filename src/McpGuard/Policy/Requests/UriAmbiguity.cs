using System.Globalization;
using System.Text;

namespace McpGuard;

/// <summary>
/// Finds URIs that two parsers may read differently (RFC 3986 sections 2.4, 6.2.2, 7.3). One parser decodes once, another twice;
/// one treats <c>%2F</c> as a slash, another as data; one resolves <c>..</c>, another does not.
/// </summary>
internal static class UriAmbiguity
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool Exists(string uri)
    {
        if (uri.AsSpan().IndexOfAnyInRange('\0', ' ') >= 0 || uri.Contains('\\') || uri.Contains('\u007F'))
            return true;
        if (DecodeOrNone(uri) is not { } decoded || DecodesAgain(decoded.Text) || decoded.HasReserved)
            return true;

        return HasDotSegment(decoded.Text);
    }

    /// <summary>The URI as the most lenient parser reads it: fully decoded, without dot segments.</summary>
    public static string MostGenerous(string uri)
    {
        const int MostRounds = 4;
        var text = uri;
        for (var round = 0; round < MostRounds && text.Contains('%'); round++)
            text = Uri.UnescapeDataString(text);

        text = text.Replace('\\', '/');
        var path = text.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? text.IndexOf('/', scheme + 3) : text.IndexOf(':') + 1;
        return path < 0 ? text : text[..path] + WithoutDotSegments(text[path..]);
    }

    // RFC 3986 section 5.2.4.
    private static string WithoutDotSegments(string path)
    {
        var end = path.AsSpan().IndexOfAny('?', '#') is var at and >= 0 ? at : path.Length;
        var kept = new List<string>();
        foreach (var segment in path[..end].Split('/'))
        {
            if (segment == ".." && kept.Count > 1)
                kept.RemoveAt(kept.Count - 1);
            else if (segment is not ("." or ".."))
                kept.Add(segment);
        }

        return string.Join('/', kept) + path[end..];
    }

    // Null if the decoded bytes are not valid UTF-8, or a percent sign is not followed by two hexadecimal digits.
    private static (string Text, bool HasReserved)? DecodeOrNone(string uri)
    {
        var bytes = new List<byte>(uri.Length);
        var hasReserved = false;
        for (var i = 0; i < uri.Length; i++)
        {
            if (uri[i] != '%')
            {
                var rune = Rune.TryGetRuneAt(uri, i, out var whole) ? whole : Rune.ReplacementChar;
                bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
                i += rune.Utf16SequenceLength - 1;
                continue;
            }

            if (i + 2 >= uri.Length || !byte.TryParse(uri.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
                return null;

            hasReserved |= value is (byte)'/' or (byte)'\\' or <= 0x1F or 0x7F;
            bytes.Add(value);
            i += 2;
        }

        try
        {
            return (_strict.GetString([.. bytes]), hasReserved);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool DecodesAgain(string text)
    {
        for (var at = text.IndexOf('%'); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]))
                return true;
        }

        return false;
    }

    private static bool HasDotSegment(string text) => text.Split('/', '\\', '?', '#').Any(segment => segment is "." or "..");
}
