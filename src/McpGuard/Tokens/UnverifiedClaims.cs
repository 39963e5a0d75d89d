namespace McpGuard;

/// <summary>The claims of a refused token. They are unverified, and no decision uses them.</summary>
internal sealed record UnverifiedClaims(string? Issuer, string? Subject, string? ClientId, string? TokenId, string? KeyId);
