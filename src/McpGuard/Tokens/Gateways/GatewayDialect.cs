namespace McpGuard;

/// <summary>What a gateway's product writes into its tokens: the data of a profile.</summary>
internal sealed record GatewayDialect
{
    /// <summary>Any gateway: its own settings say everything.</summary>
    public static GatewayDialect Any { get; } = new();

    /// <summary>Pomerium's identity assertion. It names no route, so each server has a host of its own.</summary>
    public static GatewayDialect Pomerium { get; } = new()
    {
        IsExact = true,
        Header = "X-Pomerium-Jwt-Assertion",
        Required = ["jti", "sid"],
        NeedsAudiences = true,
    };

    /// <summary>LiteLLM's signer. It carries a user's own jti through many tokens, so that claim identifies no token.</summary>
    public static GatewayDialect LiteLlm { get; } = new()
    {
        IsExact = true,
        Required = ["scope"],
        RequiredTimes = ["nbf"],
        Tenant = "/act/sub",
        StandIns = ["apikey:*", "litellm-proxy", "default_user_id"],
        NamesTool = true,
        Carried = ["sid", "jti"],
    };

    /// <summary>
    /// Whether the product writes exactly <c>alg</c>, <c>kid</c> and <c>typ: JWT</c>, whole seconds, one audience as a text, and groups as
    /// a list.
    /// </summary>
    public bool IsExact { get; private init; }

    /// <summary>The header with the token; null for <c>Authorization</c>.</summary>
    public string? Header { get; private init; }

    /// <summary>The texts that a token has in addition to those of every token.</summary>
    public string[] Required { get; private init; } = [];

    public string[] RequiredTimes { get; private init; } = [];

    /// <summary>Whether an audience is never this server's resource identifier.</summary>
    public bool NeedsAudiences { get; private init; }

    /// <summary>The claim with the tenant.</summary>
    public string? Tenant { get; private init; }

    /// <summary>The subjects of tokens without a user.</summary>
    public string[] StandIns { get; private init; } = [];

    /// <summary>The claims that are copied from the user's own token, where a token has them.</summary>
    public string[] Carried { get; private init; } = [];

    /// <summary>Whether the scopes are a <see cref="CallRoute"/>, which grants nothing of this server's by itself.</summary>
    public bool NamesTool { get; private init; }
}
