namespace McpGuard;

/// <summary>
/// Whose access tokens an issuer's look like. Few products follow RFC 9068 to the letter; a profile says where theirs
/// differ. What an <see cref="IssuerOptions"/> sets by itself wins over its profile.
/// </summary>
public enum IssuerProfile
{
    /// <summary>JWT access tokens as RFC 9068 has them.</summary>
    Rfc9068,

    /// <summary>
    /// Microsoft Entra ID: <c>typ</c> is <c>JWT</c>, scopes are in <c>scp</c>, the client in <c>azp</c> or <c>appid</c>, the
    /// token's identifier in <c>uti</c>.
    /// </summary>
    EntraId,

    /// <summary>
    /// Okta custom authorization servers: no <c>typ</c>, scopes are a list in <c>scp</c>, the client is in <c>cid</c>.
    /// </summary>
    Okta,

    /// <summary>
    /// Keycloak: <c>typ</c> is <c>JWT</c> and a claim <c>typ</c> is <c>Bearer</c>, the client is in <c>azp</c>.
    /// </summary>
    Keycloak,

    /// <summary>Auth0: <c>typ</c> is <c>JWT</c>, the client is in <c>azp</c>, and there may be no <c>jti</c>.</summary>
    Auth0,
}
