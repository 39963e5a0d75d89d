namespace McpGuard;

/// <summary>One authorization server whose tokens are accepted, with its own keys and its own manner of writing tokens.</summary>
public sealed class IssuerOptions
{
    /// <summary>
    /// The issuer identifier (RFC 8414 section 2), which a token's <c>iss</c> must equal. Required. <c>https</c>, or
    /// <c>http</c> on loopback.
    /// </summary>
    public string? Issuer { get; set; }

    /// <summary>Whose tokens these look like. Default <see cref="IssuerProfile.Rfc9068"/>.</summary>
    public IssuerProfile Profile { get; set; }

    /// <summary>
    /// Whether a token may have <c>typ</c> <c>JWT</c> or none, beside <c>at+jwt</c>. Tokens that look like an ID token or a
    /// security event are refused then as well (RFC 8725 section 3.12). Default: what the profile says;
    /// for RFC 9068 <see langword="false"/>.
    /// </summary>
    public bool? AcceptLegacyType { get; set; }

    /// <summary>
    /// The audiences, beside <see cref="McpGuardOptions.Resource"/>, that this issuer writes for this server; compared
    /// exactly. Default: none.
    /// </summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>
    /// The signature algorithms that are accepted, out of ES256, ES384, ES512, PS256, PS384, PS512, RS256, RS384 and RS512.
    /// Default: all of these.
    /// </summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>Which claims say what. Default: what the profile says.</summary>
    public ClaimOptions Claims { get; } = new();

    /// <summary>Where the actor is found. Default <see cref="ActorSource.Act"/>.</summary>
    public ActorSource ActorSource { get; set; }

    /// <summary>How far the clocks may differ, if not <see cref="McpGuardOptions.ClockSkew"/>. At most two minutes.</summary>
    public TimeSpan? ClockSkew { get; set; }

    /// <summary>
    /// The longest lifetime of a token, if not <see cref="McpGuardOptions.MaxTokenLifetime"/>. At most one hour.
    /// </summary>
    public TimeSpan? MaxTokenLifetime { get; set; }

    /// <summary>Where the keys come from, and how long they are good.</summary>
    public KeyOptions Keys { get; } = new();

    /// <summary>
    /// Asks the issuer about tokens that are not JWTs (RFC 7662). Default: none, and such tokens are refused. At most one
    /// issuer can have it, since an opaque token does not say who issued it.
    /// </summary>
    public IntrospectionOptions? Introspection { get; set; }

    /// <summary>
    /// The hosts, beside the issuer's own, that keys and introspection may be fetched from, such as
    /// <c>keys.example.com</c>. A host of an address that is written here in the options need not be named. Default: none.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>
    /// Whether these hosts may have private, link-local or loopback addresses. Default <see langword="false"/>: a name that
    /// leads there is not asked, so that nobody can point the server at its own network. An address that is written out, or
    /// <c>localhost</c>, needs no permission.
    /// </summary>
    public bool AllowPrivateNetwork { get; set; }
}
