namespace McpGuard;

/// <summary>
/// The canonical form of the resource, and the spellings of the same URI that clients send and authorization servers write as <c>aud</c> (RFC 3986
/// sections 6.2.2.1 and 6.2.3): scheme and host in lower case, no default port, and <c>/</c> for an empty path. A path is never changed.
/// </summary>
internal static class ResourceIdentifier
{
    /// <summary>The form that the MCP specification recommends; without a slash for an empty path.</summary>
    public static string Canonical(string resource)
    {
        var origin = OriginOf(resource);
        var path = PathOf(resource);
        return path == "/" ? origin : origin + path;
    }

    /// <summary>The accepted audiences, the configured one first. Each is compared exactly.</summary>
    public static string[] Spellings(string resource)
    {
        var canonical = Canonical(resource);
        string[] all = canonical == OriginOf(resource) ? [resource, canonical, canonical + "/"] : [resource, canonical];
        return [.. all.Distinct(StringComparer.Ordinal)];
    }

    private static string OriginOf(string resource) => new Uri(resource).GetLeftPart(UriPartial.Authority);

    private static string PathOf(string resource)
    {
        var authority = resource.IndexOf("://", StringComparison.Ordinal) + 3;
        return resource.IndexOf('/', authority) is >= 0 and var start ? resource[start..] : "";
    }
}
