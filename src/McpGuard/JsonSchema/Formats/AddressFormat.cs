using System.Buffers;
using System.Globalization;
using System.Net;

namespace McpGuard;

/// <summary>Addresses of the internet protocol, in the one form that all parsers read alike.</summary>
internal static class AddressFormat
{
    private static readonly SearchValues<char> _ofIPv6 = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Four decimal numbers (RFC 2673 section 3.2), none with a leading zero, which some would read as octal.</summary>
    public static bool IsIPv4(ReadOnlySpan<char> text)
    {
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            if (++parts > 4 || !IsByte(text[range]))
                return false;
        }

        return parts == 4;
    }

    /// <summary>RFC 4291 section 2.2, without zone, prefix or brackets.</summary>
    public static bool IsIPv6(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyExcept(_ofIPv6) || !text.Contains(':') || !IPAddress.TryParse(text, out _))
            return false;

        var last = text[(text.LastIndexOf(':') + 1)..];
        return !last.Contains('.') || IsIPv4(last);
    }

    private static bool IsByte(ReadOnlySpan<char> digits) =>
        digits.Length is > 0 and <= 3 && digits is not ['0', _, ..] && byte.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
