namespace McpGuard;

/// <summary>The addresses to which tokens and keys may be sent: https, or http on this machine.</summary>
internal static class SecureUri
{
    /// <param name="uri">The address.</param>
    /// <param name="allowHttp">Whether http is accepted on other machines too.</param>
    public static bool IsAcceptable(Uri uri, bool allowHttp = false) =>
        uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 &&
        (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && (uri.IsLoopback || allowHttp)));
}
