namespace McpGuard;

/// <summary>Finds the problems of named endpoints, and of the addresses of metadata.</summary>
internal static class EndpointProblems
{
    private const string Section = McpGuardDefaults.ConfigurationSection;

    public static IReadOnlyList<string> Find(McpGuardOptions options)
    {
        string[] each =
        [
            .. Metadata($"{Section}:ResourceMetadataUri", options.ResourceMetadataUri),
            .. options.Endpoints.SelectMany(endpoint => Find($"{Section}:Endpoints:{endpoint.Key}", endpoint.Value)),
        ];

        // Two resources can only be compared if both can be read.
        return each.Length > 0 || !Uri.TryCreate(options.Resource, UriKind.Absolute, out _) ? each : FindShared(options);
    }

    private static IEnumerable<string> Find(string option, EndpointOptions endpoint) =>
    [
        .. UriProblem.Of($"{option}:Resource", endpoint.Resource, "the public address of this endpoint, such as https://tools.example.com/tickets"),
        .. Metadata($"{option}:ResourceMetadataUri", endpoint.ResourceMetadataUri),
        .. endpoint.Audiences.Any(string.IsNullOrWhiteSpace) ? new[] { $"{option}:Audiences has an empty name. Remove it." } : [],
    ];

    private static string[] FindShared(McpGuardOptions options)
    {
        GuardedResource[] all = [.. options.Endpoints.Keys.Prepend(null).Select(name => GuardedResources.Find(options, name)!)];
        return
        [
            .. all.GroupBy(resource => ResourceIdentifier.Canonical(resource.Identifier), StringComparer.Ordinal).Where(same => same.Count() > 1)
                .Select(same => $"{Settings(same)} are both '{same.Key}', so tokens for them cannot be told apart. Give each endpoint its own resource."),
            .. all.SelectMany(resource => ResourceMetadataAddress.PathsOf(resource).Select(path => (Path: path, Resource: resource)))
                .GroupBy(served => served.Path, served => served.Resource, StringComparer.OrdinalIgnoreCase)
                .Where(same => same.Select(resource => resource.Identifier).Distinct(StringComparer.Ordinal).Count() > 1)
                .Select(same => $"{Settings(same)} have their metadata at the same path, '{same.Key}'. Give the resources different paths."),
        ];
    }

    private static string Settings(IEnumerable<GuardedResource> resources) =>
        string.Join(" and ", resources.Select(resource => GuardedResources.SettingOf(resource.Endpoint)));

    private static IEnumerable<string> Metadata(string option, string? address)
    {
        if (address is null)
            yield break;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !SecureUri.IsAcceptable(uri) || uri.Query.Length > 0 || uri.AbsolutePath == "/")
            yield return $"{option} is '{address}', which is not an absolute https address with a path and without a query. Set it to the address at which " +
                "clients reach the metadata, such as https://tools.example.com/api/.well-known/oauth-protected-resource/mcp.";
    }
}
