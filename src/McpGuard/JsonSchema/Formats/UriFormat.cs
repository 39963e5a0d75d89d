using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace McpGuard;

/// <summary>A URI of RFC 3986: with a scheme, and only with the characters that a URI allows.</summary>
internal static class UriFormat
{
    private const string Encoded = "%[0-9A-Fa-f]{2}";
    private const string Unreserved = @"A-Za-z0-9._~!$&'()*+,;=\-";
    private const string PathCharacter = $"(?:[{Unreserved}:@]|{Encoded})";
    private const string Segments = $"(?:/{PathCharacter}*)*";
    private const string Host = $@"(?:\[(?<ip>[0-9A-Fa-f:.]+)\]|\[v[0-9A-Fa-f]+\.[{Unreserved}:]+\]|(?:[{Unreserved}]|{Encoded})*)";
    private const string Authority = $"(?:(?:[{Unreserved}:]|{Encoded})*@)?{Host}(?::[0-9]*)?";
    private const string Hierarchy = $"(?://{Authority}{Segments}|/(?:{PathCharacter}+{Segments})?|{PathCharacter}+{Segments}|)";
    private const string Tail = $"(?:[{Unreserved}:@/?]|{Encoded})*";

    private static readonly Regex _shape = new(
        $@"^[A-Za-z][A-Za-z0-9+.-]*:{Hierarchy}(?:\?{Tail})?(?:#{Tail})?\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public static bool IsUri(ReadOnlySpan<char> text)
    {
        if (!_shape.IsMatch(text))
            return false;

        var address = text.Contains('[') ? _shape.Match(text.ToString()).Groups["ip"] : null;
        return address is not { Success: true } || AddressFormat.IsIPv6(address.ValueSpan);
    }
}

/// <summary>A mailbox of RFC 5321 section 4.1.2.</summary>
internal static class EmailFormat
{
    private const string Atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private const string Quoted = """
        "(?:[ !#-\[\]-~]|\\[ -~])*"
        """;
    private const string Label = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";

    private static readonly Regex _shape = new(
        $@"^(?:{Atom}(?:\.{Atom})*|{Quoted})@(?:{Label}(?:\.{Label})*|\[(?<ip>[^\[\]]*)\])\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public static bool IsEmail(ReadOnlySpan<char> text)
    {
        if (!_shape.IsMatch(text))
            return false;
        if (text[^1] != ']')
            return true;

        const string IPv6 = "IPv6:";
        var address = text[(text.LastIndexOf('[') + 1)..^1];
        return address.StartsWith(IPv6, StringComparison.OrdinalIgnoreCase) ? AddressFormat.IsIPv6(address[IPv6.Length..]) : AddressFormat.IsIPv4(address);
    }
}

/// <summary>IP addresses, only in the form that all parsers read in the same way.</summary>
internal static class AddressFormat
{
    private static readonly SearchValues<char> _ofIPv6 = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Four decimal numbers (RFC 2673 section 3.2), without leading zeros, which some parsers read as octal.</summary>
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

/// <summary>A UUID of any version in the format of RFC 4122.</summary>
internal static class UuidFormat
{
    private const string Shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    public static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != Shape.Length)
            return false;

        for (var index = 0; index < Shape.Length; index++)
        {
            if (Shape[index] == '-' ? text[index] != '-' : !char.IsAsciiHexDigit(text[index]))
                return false;
        }

        return true;
    }
}
