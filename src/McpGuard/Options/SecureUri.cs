namespace McpGuard;

/// <summary>The addresses to which tokens and keys may be sent: https, or http on this machine.</summary>
internal static class SecureUri
{
    public static bool IsAcceptable(Uri uri) =>
        uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 &&
        (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
