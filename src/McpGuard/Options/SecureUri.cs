namespace McpGuard;

/// <summary>The addresses that tokens and keys may travel to: https, or http on this machine alone.</summary>
internal static class SecureUri
{
    public static bool IsAcceptable(Uri uri) =>
        uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 &&
        (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
