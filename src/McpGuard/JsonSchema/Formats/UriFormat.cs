using System.Text.RegularExpressions;

namespace McpGuard;

/// <summary>A URI of RFC 3986: with a scheme, and only of the characters that a URI has.</summary>
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
