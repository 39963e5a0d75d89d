namespace McpGuard;

/// <summary>The rules for the tokens of one issuer: its profile, overridden by its options.</summary>
internal sealed class IssuerRules
{
    /// <summary>The claims that an issuer's tokens may lack, if its options say so.</summary>
    public static readonly string[] MayBeOptional = ["iat", "jti"];

    public const string SoleAudienceSetting = $"{McpGuardDefaults.ConfigurationSection}:RequireSoleAudience";

    private readonly ConfiguredIssuer _issuer;
    private readonly TokenDialect _dialect;

    public IssuerRules(ConfiguredIssuer configured, McpGuardOptions options)
    {
        var issuer = configured.Options;
        var dialect = TokenDialect.Of(issuer.Profile);
        _issuer = configured;
        _dialect = dialect;
        AcceptsLegacyType = dialect.Gateway is not null || (issuer.AcceptLegacyType ?? dialect.LegacyType);
        Part = IssuerPart.Of(configured, options);
        Gateway = issuer.IsGateway ? new GatewayRules(configured, dialect.Gateway ?? GatewayDialect.Any) { IsCarrier = Part.IsCarrier } : null;
        Header = HeaderOf(issuer);
        IsSingleUse = issuer.Gateway is { SingleUse: true };
        LocalScopes = new LocalScopes(issuer);
        Algorithms = Or(issuer.Algorithms, dialect.Algorithms);
        SubjectClaims = Or(issuer.Claims.Subject, ["sub"]);
        PersonClaims = Or(issuer.Claims.Person, dialect.Person);
        ScopeClaims = Or(issuer.Claims.Scope, dialect.Scope);
        ClientIdClaims = Or(issuer.Claims.ClientId, dialect.ClientId);
        TokenIdClaims = Or(issuer.Claims.TokenId, dialect.TokenId);
        AdditionalClaims = [.. issuer.Claims.Additional];
        GroupClaims = Paths(Or(issuer.Claims.Groups, dialect.Groups));
        RoleClaims = Paths(Or(issuer.Claims.Roles, dialect.Roles));
        var optional = Or(issuer.Claims.Optional, dialect.Optional);
        IsIssuedAtOptional = optional.Contains("iat");
        IsTokenIdOptional = optional.Contains("jti");
        IsClientTheActor = issuer.ActorSource == ActorSource.ClientId;
        Resources = new ResourceAudiences(options, issuer, dialect.Gateway is not null && issuer.Audiences.Count > 0, Part.IsForAnotherServer);
        AudienceSetting = $"{McpGuardDefaults.ConfigurationSection}:Resource, or {configured.Setting("Audiences")}";
        RequireSoleAudience = options.RequireSoleAudience;
        ClockSkew = issuer.ClockSkew ?? options.ClockSkew;
        MaxTokenLifetime = issuer.MaxTokenLifetime ?? (options.MaxTokenLifetime < dialect.UsualLifetime ? options.MaxTokenLifetime : dialect.UsualLifetime);
    }

    /// <summary>The further rules for the tokens of a gateway; null for an authorization server.</summary>
    public GatewayRules? Gateway { get; }

    /// <summary>The header with the bare token; null for <c>Authorization</c>.</summary>
    public string? Header { get; }

    /// <summary>The part of the tokens in a request with two credentials.</summary>
    public IssuerPart Part { get; }

    /// <summary>Whether each token counts for one request only.</summary>
    public bool IsSingleUse { get; }

    /// <summary>The scopes of tokens without a claim for them.</summary>
    public LocalScopes LocalScopes { get; }

    public bool AcceptsLegacyType { get; }

    /// <summary>The claims that an access token has, and the issuer's other tokens do not have; each with the values that it may have, or any.</summary>
    public (string Claim, string[] Values)[] Marks => _dialect.Marks;

    /// <summary>The claims that only the issuer's other tokens have.</summary>
    public string[] ForeignClaims => _dialect.Foreign;

    /// <summary>Whether a token whose sole audience is its <c>azp</c> is an ID token.</summary>
    public bool IsOwnClientForeign => _dialect.IsOwnClientForeign;

    /// <summary>The end of the names of clients that users sign in to, or null.</summary>
    public string? SignInClients => _dialect.SignInClients;

    /// <summary>Whether anybody can get a token for this server, so that only groups with scopes count.</summary>
    public bool HasStrangers => _dialect.HasStrangers;

    public string[] Algorithms { get; }

    public string[] SubjectClaims { get; }

    /// <summary>The claims that name the same person at all applications of the issuer.</summary>
    public string[] PersonClaims { get; }

    public string[] ScopeClaims { get; }

    public string[] ClientIdClaims { get; }

    /// <summary>Whether a token without a claim for the client is for the client that is its sole audience.</summary>
    public bool IsSoleAudienceTheClient => _dialect.IsSoleAudienceTheClient;

    public string[] TokenIdClaims { get; }

    /// <summary>The claims that the principal has in addition to the usual ones.</summary>
    public string[] AdditionalClaims { get; }

    public ClaimPath[] GroupClaims { get; }

    public ClaimPath[] RoleClaims { get; }

    public bool IsIssuedAtOptional { get; }

    public bool IsTokenIdOptional { get; }

    public bool IsClientTheActor { get; }

    /// <summary>The audiences of this server and of each of its named endpoints.</summary>
    public ResourceAudiences Resources { get; }

    /// <summary>All audiences that a token may have. Which endpoint accepts it, <see cref="Resources"/> tells.</summary>
    public string[] Audiences => Resources.All;

    public bool RequireSoleAudience { get; }

    public TimeSpan ClockSkew { get; }

    public TimeSpan MaxTokenLifetime { get; }

    /// <summary>How much longer than its maximum a token may live, because the product computes <c>exp</c> apart from <c>iat</c>.</summary>
    public TimeSpan LifetimeTolerance => _dialect.LifetimeTolerance;

    public string ProfileSetting => $"{_issuer.Setting("Profile")}, or AcceptLegacyType there";

    public string SingleUseSetting => _issuer.Setting("Gateway:SingleUse");

    public string GroupScopesSetting => _issuer.Setting("GroupScopes");

    public string AlgorithmsSetting => _issuer.Setting("Algorithms");

    /// <summary>The settings of the audiences, made once: each call's token is checked with them.</summary>
    public string AudienceSetting { get; }

    public string SkewSetting => _issuer.SharedSetting("ClockSkew");

    public string LifetimeSetting => $"{_issuer.SharedSetting("MaxTokenLifetime")}, at most {_dialect.LongestLifetime:c}";

    /// <summary>The header with an issuer's bare tokens; null for <c>Authorization</c>.</summary>
    public static string? HeaderOf(IssuerOptions issuer) => issuer.Gateway?.Header ?? TokenDialect.Of(issuer.Profile).Gateway?.Header;

    /// <summary>What the operator can do at the product, or here, for a claim to be there.</summary>
    public string? HintOf(string claim) => _dialect.Hints.GetValueOrDefault(claim);

    /// <summary>The setting that says where the claim is read, or that it may be missing.</summary>
    public string? SettingOf(string claim) => claim switch
    {
        "aud" => AudienceSetting,
        "iat" => _issuer.Setting("Claims:Optional"),
        _ when TokenIdClaims.Contains(claim) => $"{_issuer.Setting("Claims:TokenId")}, or Claims:Optional there",
        _ when SubjectClaims.Contains(claim) => _issuer.Setting("Claims:Subject"),
        _ when ScopeClaims.Contains(claim) => _issuer.Setting("Claims:Scope"),
        _ when ClientIdClaims.Contains(claim) => _issuer.Setting("Claims:ClientId"),
        _ => null,
    };

    private static string[] Or(IList<string> configured, string[] otherwise) => configured.Count > 0 ? [.. configured] : otherwise;

    private static ClaimPath[] Paths(string[] names) => Array.ConvertAll(names, name => new ClaimPath(name));
}
