namespace McpGuard.Audit;

/// <summary>What a request says and nobody vouches for: of use to who looks into an attack, and never a fact.</summary>
public sealed record AuditClaims
{
    /// <summary>The issuer that a refused token names.</summary>
    public string? Issuer { get; init; }

    /// <summary>The subject that a refused token names.</summary>
    public string? Subject { get; init; }

    /// <summary>The client that a refused token names.</summary>
    public string? ClientId { get; init; }

    /// <summary>The identifier of a refused token.</summary>
    public string? TokenId { get; init; }

    /// <summary>The key that a refused token names.</summary>
    public string? KeyId { get; init; }

    /// <summary>What the client calls itself (<c>clientInfo</c>).</summary>
    public string? ClientName { get; init; }

    /// <summary>The version that the client says it is.</summary>
    public string? ClientVersion { get; init; }

    /// <summary>Where headers and body disagree: the method of the header <c>Mcp-Method</c>.</summary>
    public string? HeaderMethod { get; init; }

    /// <summary>Where headers and body disagree: the target of the header <c>Mcp-Name</c>.</summary>
    public string? HeaderTarget { get; init; }

    /// <summary>Where headers and body disagree: the version of the header <c>MCP-Protocol-Version</c>.</summary>
    public string? HeaderVersion { get; init; }
}
