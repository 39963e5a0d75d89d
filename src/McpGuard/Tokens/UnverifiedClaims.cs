namespace McpGuard;

/// <summary>The claims of a refused token. They are unverified, and no decision uses them.</summary>
internal sealed record UnverifiedClaims(string? Issuer, string? Subject, string? ClientId, string? TokenId, string? KeyId)
{
    /// <summary>The claims in the form of a record.</summary>
    public AuditClaims ToRecorded() => new()
    {
        Issuer = AuditText.Unverified(Issuer),
        Subject = AuditText.Unverified(Subject),
        ClientId = AuditText.Unverified(ClientId),
        TokenId = AuditText.Unverified(TokenId),
        KeyId = AuditText.Unverified(KeyId),
    };
}
