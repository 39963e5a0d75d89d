namespace McpGuard.Authority.Clients;

/// <summary>The addresses that codes are sent to.</summary>
internal static class RedirectUri
{
    private const int MaxLength = 2000;

    // A browser runs or opens these itself. Every other scheme belongs to an application.
    private static readonly string[] _ofBrowsers =
        ["javascript", "data", "file", "blob", "filesystem", "vbscript", "about", "view-source", "ftp", "ws", "wss"];

    public static bool IsAllowed(string? address)
    {
        if (address is null || address.Length > MaxLength || address.Contains('#', StringComparison.Ordinal))
            return false;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0)
            return false;

        return uri.Scheme == Uri.UriSchemeHttp ? Loopback.IsHost(uri.Host) : !_ofBrowsers.Contains(uri.Scheme);
    }

    /// <summary>Compares exactly, except for the port of an application on this machine (RFC 8252 section 7.3).</summary>
    public static bool IsRegistered(string? asked, IReadOnlyList<string> registered) =>
        asked is not null && IsAllowed(asked) && registered.Any(known => known == asked || (WithoutPort(known) is { } place && place == WithoutPort(asked)));

    private static string? WithoutPort(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp ? $"{uri.Host}{uri.PathAndQuery}" : null;
}
