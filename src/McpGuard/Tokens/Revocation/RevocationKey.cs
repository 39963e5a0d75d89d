namespace McpGuard;

/// <summary>What a revocation names, to find it by.</summary>
internal readonly record struct RevocationKey(RevocationKind Kind, string Issuer, string Name)
{
    // A slash at the very end of an issuer makes no other issuer.
    public static RevocationKey Of(RevocationKind kind, string issuer, string name) => new(kind, issuer.TrimEnd('/'), name);
}
