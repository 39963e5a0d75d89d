namespace McpGuard.Cli.Doctor;

/// <summary>Which addresses may be asked: those of one server, never in clear text beyond this machine.</summary>
internal static class Site
{
    public static bool IsSame(Uri one, Uri other) => string.Equals(Origin(one), Origin(other), StringComparison.Ordinal);

    public static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    /// <returns>Whether what is sent there is encrypted, or does not leave this machine.</returns>
    public static bool IsPrivate(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.IsLoopback;

    /// <summary>
    /// An address that a document of the server names. A server elsewhere cannot send this program to services of this machine.
    /// </summary>
    /// <returns>Null for an address that is not asked.</returns>
    public static Uri? Named(string? address, Uri by) =>
        Uri.TryCreate(address, UriKind.Absolute, out var named)
        && (named.Scheme == Uri.UriSchemeHttps || (named.Scheme == Uri.UriSchemeHttp && named.IsLoopback))
        && (!named.IsLoopback || by.IsLoopback)
        && named.UserInfo.Length == 0
            ? named
            : null;

    /// <returns>The well-known address of a document about an address, with the path after the well-known part (RFC 8414, RFC 9728).</returns>
    public static Uri WellKnown(Uri address, string document, bool withPath = true) =>
        new($"{Origin(address)}/.well-known/{document}{(withPath ? address.AbsolutePath.TrimEnd('/') : "")}");
}
