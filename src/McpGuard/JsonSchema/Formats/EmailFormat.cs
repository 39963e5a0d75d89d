using System.Text.RegularExpressions;

namespace McpGuard;

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
