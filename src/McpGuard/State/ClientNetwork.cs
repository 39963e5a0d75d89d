using System.Net;
using System.Net.Sockets;

namespace McpGuard;

/// <summary>The network of a client's address, for bounds that clients share.</summary>
internal static class ClientNetwork
{
    /// <summary>The network that one subscriber usually has.</summary>
    /// <returns>An IPv4 address, the /64 network of an IPv6 address, or an empty string without an address.</returns>
    public static string Of(IPAddress? address) => Of(address, ipv6Bytes: 8);

    /// <summary>The largest network that one subscriber can have: a site with IPv6 may have 65,536 networks of the usual size.</summary>
    /// <returns>An IPv4 address, the /48 network of an IPv6 address, or an empty string without an address.</returns>
    public static string SiteOf(IPAddress? address) => Of(address, ipv6Bytes: 6);

    private static string Of(IPAddress? address, int ipv6Bytes)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(ipv6Bytes).Clear();
        return $"{new IPAddress(bytes)}/{8 * ipv6Bytes}";
    }
}
