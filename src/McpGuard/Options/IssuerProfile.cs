namespace McpGuard;

/// <summary>
/// The product whose format an issuer's access tokens have. Few products follow RFC 9068 exactly; a profile describes the differences.
/// Settings in <see cref="IssuerOptions"/> override the profile.
/// </summary>
public enum IssuerProfile
{
    /// <summary>JWT access tokens as defined in RFC 9068. The default.</summary>
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

    /// <summary>
    /// Ory Hydra: <c>typ</c> is <c>JWT</c>, scopes are a list in <c>scp</c>. A token may live one second longer than its maximum.
    /// </summary>
    Hydra,

    /// <summary>
    /// Spring Authorization Server without a token customizer: no <c>typ</c>, scopes are a list in <c>scope</c>, and the client is the
    /// sole audience. Name the clients under <see cref="IssuerOptions.Audiences"/>.
    /// </summary>
    Spring,

    /// <summary>Duende IdentityServer: as RFC 9068, with scopes as a list in <c>scope</c>.</summary>
    Duende,

    /// <summary>
    /// Amazon Cognito user pools: no <c>typ</c>, and a claim <c>token_use</c> is <c>access</c>; groups are in <c>cognito:groups</c>.
    /// </summary>
    Cognito,

    /// <summary>PingOne and PingFederate: <c>typ</c> may be <c>JWT</c> or missing, and there may be no <c>jti</c>.</summary>
    Ping,

    /// <summary>
    /// Active Directory Federation Services: <c>typ</c> is <c>JWT</c>, scopes are in <c>scp</c>, the client in <c>appid</c>; there may be no
    /// <c>jti</c>. The issuer's name is an <c>http</c> address, so it needs <see cref="KeyOptions.Uri"/>.
    /// </summary>
    AdFs,

    /// <summary>
    /// Google's ID tokens of service accounts, which programs on Google Cloud request for the address of a server. They have no scopes: name
    /// the service accounts under <see cref="IssuerOptions.GroupScopes"/>, by e-mail, since every account of Google Cloud can get such a token.
    /// Tokens of users are refused: they are for Google's own services, or for the client that signs the user in.
    /// </summary>
    Google,

    /// <summary>
    /// Pomerium's signed identity of a user, in the header <c>X-Pomerium-Jwt-Assertion</c>: no scopes, no client. Name the external host under
    /// <see cref="IssuerOptions.Audiences"/>, and the scopes under <see cref="IssuerOptions.GroupScopes"/>.
    /// </summary>
    Pomerium,

    /// <summary>
    /// LiteLLM's signer guardrail: the token names the tool for which it was issued, and a tenant in <c>act</c>. Name the scopes under
    /// <see cref="GatewayOptions.ToolScopes"/> or <see cref="IssuerOptions.GroupScopes"/>.
    /// </summary>
    LiteLlm,
}
