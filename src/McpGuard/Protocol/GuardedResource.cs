namespace McpGuard;

/// <summary>The protected resource (RFC 9728) that a guarded endpoint serves.</summary>
/// <param name="Endpoint">The name of the endpoint in the options, or null for the server's only or main one.</param>
/// <param name="Identifier">Its resource identifier.</param>
/// <param name="MetadataAddress">The absolute address of its metadata, for challenges.</param>
internal sealed record GuardedResource(string? Endpoint, string Identifier, string MetadataAddress);
