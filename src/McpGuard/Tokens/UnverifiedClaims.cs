namespace McpGuard;

/// <summary>What a refused token says: nobody vouches for any of it, and nothing is decided by it.</summary>
internal sealed record UnverifiedClaims(string? Issuer, string? Subject, string? ClientId, string? TokenId, string? KeyId)
{
    /// <summary>The claims as a record shows them.</summary>
    public AuditClaims ToRecorded() => new()
    {
        Issuer = AuditText.Unverified(Issuer),
        Subject = AuditText.Unverified(Subject),
        ClientId = AuditText.Unverified(ClientId),
        TokenId = AuditText.Unverified(TokenId),
        KeyId = AuditText.Unverified(KeyId),
    };
}
