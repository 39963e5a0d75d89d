namespace McpGuard;

/// <summary>The address of the protected resource metadata (RFC 9728 section 3.1).</summary>
internal static class ResourceMetadataAddress
{
    private const string WellKnown = "/.well-known/";

    /// <summary>The path: the well-known part is between the host and the path of the resource.</summary>
    public static string PathOf(Uri resource) => $"{WellKnown}oauth-protected-resource{resource.AbsolutePath.TrimEnd('/')}";

    /// <summary>The absolute address, for challenges.</summary>
    public static string Of(Uri resource) => resource.GetLeftPart(UriPartial.Authority) + PathOf(resource);

    /// <summary>
    /// The paths at which the metadata is served: the well-known one, that of the configured address, and the end of that from its
    /// well-known part, since a proxy or a path base removes what is before it.
    /// </summary>
    public static IEnumerable<string> PathsOf(GuardedResource resource)
    {
        var path = new Uri(resource.MetadataAddress).AbsolutePath;
        var end = path.IndexOf(WellKnown, StringComparison.Ordinal);
        return new[] { PathOf(new Uri(resource.Identifier)), path, end > 0 ? path[end..] : path }.Distinct(StringComparer.OrdinalIgnoreCase);
    }
}
