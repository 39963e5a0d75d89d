namespace McpGuard;

/// <summary>The address of the protected resource metadata (RFC 9728 section 3.1).</summary>
internal static class ResourceMetadataAddress
{
    /// <summary>The path: the well-known part is between the host and the path of the resource.</summary>
    public static string PathOf(Uri resource) => $"/.well-known/oauth-protected-resource{resource.AbsolutePath.TrimEnd('/')}";

    /// <summary>The absolute address, for challenges.</summary>
    public static string Of(Uri resource) => resource.GetLeftPart(UriPartial.Authority) + PathOf(resource);
}
