namespace McpGuard;

/// <summary>The protected resources of the options: that of the server, and one for each named endpoint.</summary>
internal static class GuardedResources
{
    /// <param name="options">Valid options.</param>
    /// <param name="endpoint">The name of the endpoint, or null for the server's own resource.</param>
    /// <returns>The resource, or null if the options have no endpoint with that name.</returns>
    public static GuardedResource? Find(McpGuardOptions options, string? endpoint)
    {
        if (endpoint is null)
            return Make(null, options.Resource!, options.ResourceMetadataUri);

        return options.Endpoints.TryGetValue(endpoint, out var found) ? Make(endpoint, found.Resource!, found.ResourceMetadataUri) : null;
    }

    /// <summary>The option with the resource of an endpoint, for messages.</summary>
    public static string SettingOf(string? endpoint) => endpoint is null
        ? $"{McpGuardDefaults.ConfigurationSection}:{nameof(McpGuardOptions.Resource)}"
        : $"{McpGuardDefaults.ConfigurationSection}:{nameof(McpGuardOptions.Endpoints)}:{endpoint}:{nameof(EndpointOptions.Resource)}";

    private static GuardedResource Make(string? endpoint, string resource, string? metadata) =>
        new(endpoint, resource, metadata is null ? ResourceMetadataAddress.Of(new Uri(resource)) : new Uri(metadata).AbsoluteUri);
}
