namespace McpGuard;

/// <summary>The claim names and types of a product's access tokens: the data of an <see cref="IssuerProfile"/>.</summary>
internal sealed record TokenDialect(string[] Scope, string[] ClientId, string[] TokenId, string[] Optional, bool LegacyType)
{
    // RFC 9068 section 2.2.
    private static readonly TokenDialect _rfc9068 = new(["scope"], ["client_id"], ["jti"], [], LegacyType: false);

    /// <summary>A claim, with its value, that distinguishes an access token from the product's other tokens.</summary>
    public (string Claim, string Value)? Mark { get; private init; }

    public static TokenDialect Of(IssuerProfile profile) => profile switch
    {
        // An ID token of Entra ID has neither azp nor appid.
        IssuerProfile.EntraId => new(["scp"], ["azp", "appid"], ["jti", "uti"], [], LegacyType: true),

        // An ID token of Okta has no cid.
        IssuerProfile.Okta => new(["scp"], ["cid"], ["jti"], [], LegacyType: true),

        // An ID token of Keycloak has an azp too; the claim typ is ID then, and Refresh or Logout in others.
        IssuerProfile.Keycloak => new(["scope"], ["azp", "client_id"], ["jti"], [], LegacyType: true) { Mark = ("typ", "Bearer") },

        // Auth0 writes at+jwt with client_id and jti only if an API is set to RFC 9068.
        IssuerProfile.Auth0 => new(["scope"], ["client_id", "azp"], ["jti"], ["jti"], LegacyType: true),
        _ => _rfc9068,
    };
}
