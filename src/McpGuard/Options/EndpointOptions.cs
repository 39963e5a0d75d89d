namespace McpGuard;

/// <summary>The settings of one more guarded endpoint of an application, by the name that <c>RequireMcpGuard</c> gets.</summary>
public sealed class EndpointOptions
{
    /// <summary>
    /// The identifier of the endpoint, in the form of <see cref="McpGuardOptions.Resource"/>. Required. A token for one endpoint is refused
    /// at every other.
    /// </summary>
    public string? Resource { get; set; }

    /// <summary>
    /// Further audiences of tokens for this endpoint, for issuers that cannot name the resource. They count here alone, even if an issuer lists
    /// them. Default: none.
    /// </summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>The public address of the endpoint's metadata, as <see cref="McpGuardOptions.ResourceMetadataUri"/>. Default: the well-known one.</summary>
    public string? ResourceMetadataUri { get; set; }
}
