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

    /// <param name="isOneOfTwo">Whether the request has a second credential.</param>
    /// <param name="demand">The setting that demands one; null if none does.</param>
    public static TokenFault? CheckAlone(bool isOneOfTwo, string? demand) => isOneOfTwo || demand is null
        ? null
        : new(ReasonCode.CredentialMissing)
        {
            Part = "header",
            Expected = "a second credential, since this one does not count alone",
            Found = "none",
            Setting = demand,
        };

    private static string NameOf(string? header) => header ?? "Authorization";
}
