using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>The claim names and types of a product's access tokens: the data of an <see cref="IssuerProfile"/>.</summary>
internal sealed record TokenDialect
{
    // An ID token (OpenID Connect Core sections 2, 3.1.3.6 and 3.3.2.11), and a security event token (RFC 8417 section 2.2).
    private static readonly string[] _usualForeign = ["nonce", "at_hash", "c_hash", "events"];

    private static readonly FrozenDictionary<IssuerProfile, TokenDialect> _dialects = new Dictionary<IssuerProfile, TokenDialect>
    {
        // RFC 9068 section 2.2. Where old types are accepted, nothing else tells the ID tokens of an unknown product.
        [IssuerProfile.Rfc9068] = new() { IsOwnClientForeign = true },

        // An ID token of Entra ID has neither azp nor appid. iat lies five minutes before the issue, and a token lives for up to 90.
        [IssuerProfile.EntraId] = new()
        {
            Scope = ["scp"],
            ClientId = ["azp", "appid"],
            Person = ["oid"],
            TokenId = ["jti", "uti"],
            LegacyType = true,
            LongestLifetime = TimeSpan.FromMinutes(95),
        },

        // An ID token of Okta has no cid.
        [IssuerProfile.Okta] = new() { Scope = ["scp"], ClientId = ["cid"], LegacyType = true },

        // The claim typ tells all: it is ID, Refresh, Offline or Logout in others. A mapper can write nonce into access tokens.
        [IssuerProfile.Keycloak] = new()
        {
            ClientId = ["azp", "client_id"],
            LegacyType = true,
            Marks = [("typ", ["Bearer", "DPoP"])],
            Foreign = [],
            Roles = ["/realm_access/roles"],
            Hints = Hint(
                ("sub", "a value: Keycloak writes it by the client scope 'basic'"),
                ("aud", "a value: Keycloak writes it by an audience mapper in a client scope")),
        },

        // Auth0 writes at+jwt with client_id and jti only if an API is set to RFC 9068.
        [IssuerProfile.Auth0] = new() { ClientId = ["client_id", "azp"], Optional = ["jti"], LegacyType = true },

        // An ID token of Hydra has neither client_id nor scp. exp is computed apart from iat, and may be a second later.
        [IssuerProfile.Hydra] = new()
        {
            Scope = ["scp", "scope"],
            LegacyType = true,
            LifetimeTolerance = TimeSpan.FromSeconds(1),
            Hints = Hint(("aud", "a value: Hydra writes the audience that the consent app grants")),
        },

        // An ID token of Spring has azp and no nbf.
        [IssuerProfile.Spring] = new()
        {
            LegacyType = true,
            Marks = [("nbf", [])],
            Foreign = [.. _usualForeign, "azp"],
            IsSoleAudienceTheClient = true,
        },

        [IssuerProfile.Duende] = new() { Hints = Hint(("aud", "a value: Duende writes the names of the API resources that the scopes belong to")) },

        // token_use is id in an ID token. There is no typ.
        [IssuerProfile.Cognito] = new()
        {
            LegacyType = true,
            Marks = [("token_use", ["access"])],
            Groups = ["cognito:groups"],
            Hints = Hint(("aud", "a value: Cognito writes it if the client sends the parameter resource")),
        },

        // An ID token of PingOne and PingFederate has no client_id.
        [IssuerProfile.Ping] = new() { Optional = ["jti"], LegacyType = true },

        // An ID token of AD FS has no scp.
        [IssuerProfile.AdFs] = new()
        {
            Scope = ["scp"],
            ClientId = ["appid"],
            Optional = ["jti"],
            LegacyType = true,
            Marks = [("scp", [])],
        },

        // A user's ID token is for a client of Google's sign-in, and so named in azp; a service account's is for the address that it asks for.
        [IssuerProfile.Google] = new()
        {
            Scope = [],
            ClientId = ["azp"],
            Optional = ["jti"],
            Groups = ["email"],
            LegacyType = true,
            IsOwnClientForeign = true,
            SignInClients = ".apps.googleusercontent.com",
            HasStrangers = true,
        },

        [IssuerProfile.Pomerium] = new()
        {
            Gateway = GatewayDialect.Pomerium,
            Algorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256],
            Scope = [],
            LegacyType = true,
            UsualLifetime = TimeSpan.FromMinutes(5),
            LongestLifetime = TimeSpan.FromMinutes(5),
        },

        [IssuerProfile.LiteLlm] = new()
        {
            Gateway = GatewayDialect.LiteLlm,
            Algorithms = [SecurityAlgorithms.RsaSha256],
            Scope = [],
            TokenId = [],
            Optional = ["jti"],
            LegacyType = true,
            UsualLifetime = TimeSpan.FromMinutes(5),
            LongestLifetime = TimeSpan.FromMinutes(15),
        },
    }.ToFrozenDictionary();

    public string[] Scope { get; private init; } = ["scope"];

    public string[] ClientId { get; private init; } = ["client_id"];

    /// <summary>The claim that names the same person at all applications. The subject of Entra ID differs between them.</summary>
    public string[] Person { get; private init; } = ["sub"];

    public string[] TokenId { get; private init; } = ["jti"];

    public string[] Groups { get; private init; } = ["groups"];

    public string[] Roles { get; private init; } = ["roles"];

    /// <summary>The claims that a token may lack.</summary>
    public string[] Optional { get; private init; } = [];

    /// <summary>Whether a token's <c>typ</c> is <c>JWT</c> or missing.</summary>
    public bool LegacyType { get; private init; }

    /// <summary>The claims that tell an access token from the product's other tokens, with the values that they may have; none for any.</summary>
    public (string Claim, string[] Values)[] Marks { get; private init; } = [];

    /// <summary>The claims that only the product's other tokens have.</summary>
    public string[] Foreign { get; private init; } = _usualForeign;

    /// <summary>Whether a token whose sole audience is its <c>azp</c> is an ID token.</summary>
    public bool IsOwnClientForeign { get; private init; }

    /// <summary>The end of the names of clients that users sign in to. Their tokens are ID tokens. Null if names do not tell.</summary>
    public string? SignInClients { get; private init; }

    /// <summary>Whether anybody can get a token for this server, so that only named groups count.</summary>
    public bool HasStrangers { get; private init; }

    public bool IsSoleAudienceTheClient { get; private init; }

    /// <summary>What the tokens have in addition if a gateway signs them.</summary>
    public GatewayDialect? Gateway { get; private init; }

    /// <summary>The algorithms that the product can sign with.</summary>
    public string[] Algorithms { get; private init; } = JwtHeaderRules.Algorithms;

    /// <summary>The maximum lifetime of a token without a setting of the issuer's, if it is shorter than the server's.</summary>
    public TimeSpan UsualLifetime { get; private init; } = TimeSpan.MaxValue;

    /// <summary>The most that the maximum lifetime of a token can be set to.</summary>
    public TimeSpan LongestLifetime { get; private init; } = TimeSpan.FromHours(1);

    public TimeSpan LifetimeTolerance { get; private init; }

    /// <summary>What the operator of the product can do about a claim that is missing.</summary>
    public FrozenDictionary<string, string> Hints { get; private init; } = FrozenDictionary<string, string>.Empty;

    public static TokenDialect Of(IssuerProfile profile) => _dialects.GetValueOrDefault(profile) ?? _dialects[IssuerProfile.Rfc9068];

    private static FrozenDictionary<string, string> Hint(params (string Claim, string Text)[] hints) =>
        hints.ToFrozenDictionary(hint => hint.Claim, hint => hint.Text);
}
