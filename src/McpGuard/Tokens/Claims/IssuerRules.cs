namespace McpGuard;

/// <summary>The rules for the tokens of one issuer: its profile, overridden by its options.</summary>
internal sealed class IssuerRules
{
    /// <summary>The claims that an issuer's tokens may lack, if its options say so.</summary>
    public static readonly string[] MayBeOptional = ["iat", "jti"];

    public IssuerRules(IssuerOptions issuer, McpGuardOptions options)
    {
        var dialect = TokenDialect.Of(issuer.Profile);
        AcceptsLegacyType = issuer.AcceptLegacyType ?? dialect.LegacyType;
        Mark = dialect.Mark;
        Algorithms = Or(issuer.Algorithms, JwtHeaderRules.Algorithms);
        ScopeClaims = Or(issuer.Claims.Scope, dialect.Scope);
        ClientIdClaims = Or(issuer.Claims.ClientId, dialect.ClientId);
        TokenIdClaims = Or(issuer.Claims.TokenId, dialect.TokenId);
        GroupClaims = Or(issuer.Claims.Groups, ["groups"]);
        RoleClaims = Or(issuer.Claims.Roles, ["roles"]);
        var optional = Or(issuer.Claims.Optional, dialect.Optional);
        IsIssuedAtOptional = optional.Contains("iat");
        IsTokenIdOptional = optional.Contains("jti");
        IsClientTheActor = issuer.ActorSource == ActorSource.ClientId;
        Audiences = [options.Resource!, .. issuer.Audiences];
        RequireSoleAudience = options.RequireSoleAudience;
        ClockSkew = issuer.ClockSkew ?? options.ClockSkew;
        MaxTokenLifetime = issuer.MaxTokenLifetime ?? options.MaxTokenLifetime;
    }

    public bool AcceptsLegacyType { get; }

    public (string Claim, string Value)? Mark { get; }

    public string[] Algorithms { get; }

    public string[] ScopeClaims { get; }

    public string[] ClientIdClaims { get; }

    public string[] TokenIdClaims { get; }

    public string[] GroupClaims { get; }

    public string[] RoleClaims { get; }

    public bool IsIssuedAtOptional { get; }

    public bool IsTokenIdOptional { get; }

    public bool IsClientTheActor { get; }

    public string[] Audiences { get; }

    public bool RequireSoleAudience { get; }

    public TimeSpan ClockSkew { get; }

    public TimeSpan MaxTokenLifetime { get; }

    private static string[] Or(IList<string> configured, string[] otherwise) => configured.Count > 0 ? [.. configured] : otherwise;
}
