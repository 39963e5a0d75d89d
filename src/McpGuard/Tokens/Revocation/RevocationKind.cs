namespace McpGuard;

/// <summary>What kind of thing a revocation names.</summary>
internal enum RevocationKind
{
    Issuer,
    Token,
    Subject,
    Session,
    Client,
    Actor,
}
