namespace McpGuard;

/// <summary>The lookup key of a revocation.</summary>
internal readonly record struct RevocationKey(RevocationKind Kind, string Issuer, string Name)
{
    // A slash at the very end of an issuer is ignored.
    public static RevocationKey Of(RevocationKind kind, string issuer, string name) => new(kind, issuer.TrimEnd('/'), name);
}

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
