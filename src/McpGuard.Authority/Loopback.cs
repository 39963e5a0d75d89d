using System.Net;

namespace McpGuard.Authority;

/// <summary>Addresses that do not leave this machine.</summary>
internal static class Loopback
{
    /// <summary>
    /// Whether this is an address like http://127.0.0.1:5001. This is stricter than <see cref="Uri.IsLoopback"/>: Kestrel binds the name
    /// "loopback" to every interface, and reads a second address after a semicolon.
    /// </summary>
    public static bool IsAddress(string url) => TryRead(url, out var uri) && url == $"http://{uri.Authority}" && uri.Port > 0;

    /// <summary>Whether a page of this machine sent a request with this Origin header.</summary>
    public static bool IsOrigin(string origin) => TryRead(origin, out var uri) && origin == uri.GetLeftPart(UriPartial.Authority);

    public static bool IsHost(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool TryRead(string url, out Uri uri) =>
        Uri.TryCreate(url, UriKind.Absolute, out uri!) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && IsHost(uri.Host);
}
