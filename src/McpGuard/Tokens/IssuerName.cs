namespace McpGuard;

/// <summary>How issuer identifiers are found.</summary>
internal static class IssuerName
{
    /// <summary>Identifiers that differ only in slashes at the very end have one key, so that such a slip is found and named.</summary>
    public static string KeyOf(string issuer) => issuer.TrimEnd('/');
}
