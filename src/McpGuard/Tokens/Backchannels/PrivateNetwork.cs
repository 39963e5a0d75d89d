using System.Net;

namespace McpGuard;

/// <summary>Addresses that are local to a network (RFC 6890), or lead to such an address. A remote party must not be able to choose one as a target.</summary>
internal static class PrivateNetwork
{
    private static readonly IPNetwork[] _networks =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
        IPNetwork.Parse("::/128"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("64:ff9b:1::/48"),
        IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fec0::/10"), IPNetwork.Parse("ff00::/8"),
    ];

    // RFC 6052 section 2.1: a translated IPv4 address has the original in its last four bytes.
    private static readonly IPNetwork _translated = IPNetwork.Parse("64:ff9b::/96");

    public static bool Contains(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 || _translated.Contains(address) ? new IPAddress(address.GetAddressBytes()[12..]) : address;
        return _networks.Any(network => network.Contains(plain));
    }
}
