namespace McpGuard;

/// <summary>The place of an issuer's tokens in a request. A token in another place was put there by somebody else.</summary>
internal static class CredentialPlace
{
    /// <param name="found">The header in which the token stood; null for <c>Authorization</c>.</param>
    /// <param name="header">The header of the issuer's tokens; null for <c>Authorization</c>.</param>
    public static TokenFault? Check(string? found, string? header) => string.Equals(found, header, StringComparison.OrdinalIgnoreCase)
        ? null
        : new(ReasonCode.CredentialMalformed)
        {
            Part = "header",
            Expected = NameOf(header),
            Found = NameOf(found),
            Setting = $"{McpGuardDefaults.ConfigurationSection}:Issuers:NAME:Gateway:Header",
        };

    private static string NameOf(string? header) => header ?? "Authorization";
}
