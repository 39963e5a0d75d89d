namespace McpGuard.Audit;

/// <summary>Unverified values from the request, for incident analysis only.</summary>
public sealed record AuditClaims
{
    /// <summary>The issuer in a refused token.</summary>
    public string? Issuer { get; init; }

    /// <summary>The subject in a refused token.</summary>
    public string? Subject { get; init; }

    /// <summary>The client in a refused token.</summary>
    public string? ClientId { get; init; }

    /// <summary>The identifier of a refused token.</summary>
    public string? TokenId { get; init; }

    /// <summary>The key id in a refused token.</summary>
    public string? KeyId { get; init; }

    /// <summary>What exactly was wrong with a refused token.</summary>
    public AuditTokenFault? TokenFault { get; init; }

    /// <summary>The client's own name (<c>clientInfo</c>).</summary>
    public string? ClientName { get; init; }

    /// <summary>The client's own version (<c>clientInfo</c>).</summary>
    public string? ClientVersion { get; init; }

    /// <summary>If headers and body disagree: the method in the header <c>Mcp-Method</c>.</summary>
    public string? HeaderMethod { get; init; }

    /// <summary>If headers and body disagree: the target in the header <c>Mcp-Name</c>.</summary>
    public string? HeaderTarget { get; init; }

    /// <summary>If headers and body disagree: the version in the header <c>MCP-Protocol-Version</c>.</summary>
    public string? HeaderVersion { get; init; }

    /// <summary>Adds what the client says of itself.</summary>
    internal AuditClaims With(AuditClaims? client) =>
        client is null ? this : this with { ClientName = client.ClientName ?? ClientName, ClientVersion = client.ClientVersion ?? ClientVersion };
}
