using System.Net;
using System.Net.Sockets;

namespace McpGuard;

/// <summary>The network of a client's address, for bounds that clients share.</summary>
internal static class ClientNetwork
{
    /// <returns>An IPv4 address, the /64 network of an IPv6 address, or an empty string without an address.</returns>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();

        // One subscriber of IPv6 usually has a /64 network.
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
