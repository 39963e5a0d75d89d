namespace McpGuard;

/// <summary>The kind of thing that a revocation names.</summary>
internal enum RevocationKind
{
    Issuer,
    Token,
    Subject,
    Session,
    Client,
    Actor,
}
