namespace McpGuard;

/// <summary>Looks up issuer identifiers.</summary>
internal static class IssuerName
{
    /// <summary>Identifiers that differ only in slashes at the very end have one key, so that a refusal can name this mistake.</summary>
    public static string KeyOf(string issuer) => issuer.TrimEnd('/');
}
