namespace McpGuard;

/// <summary>One authorization server whose tokens are accepted, with its own keys and its own token format.</summary>
public sealed class IssuerOptions
{
    /// <summary>
    /// The issuer identifier (RFC 8414 section 2), which a token's <c>iss</c> must equal. Required. <c>https</c>, or
    /// <c>http</c> on loopback. Where <see cref="Keys"/> names a source, it is only a name, and may be <c>http</c>: AD FS calls itself so.
    /// A gateway's name may be any text, such as a bare host name; it is compared exactly.
    /// </summary>
    public string? Issuer { get; set; }

    /// <summary>The product whose token format is used. Default <see cref="IssuerProfile.Rfc9068"/>.</summary>
    public IssuerProfile Profile { get; set; }

    /// <summary>
    /// Whether a token may have the <c>typ</c> <c>JWT</c> or none, in addition to <c>at+jwt</c>. Tokens that look like an ID token or a
    /// security event are then still refused (RFC 8725 section 3.12). Default: the profile's; for RFC 9068 <see langword="false"/>.
    /// </summary>
    public bool? AcceptLegacyType { get; set; }

    /// <summary>
    /// The audiences of this issuer's tokens that are accepted in addition to <see cref="McpGuardOptions.Resource"/>, compared exactly. For
    /// the profiles of gateways instead of it.
    /// Default: none.
    /// </summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>The accepted signature algorithms, from ES256, ES384, ES512, PS256, PS384, PS512, RS256, RS384 and RS512. Default: all of these.</summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>The names of the claims. Default: the profile's.</summary>
    public ClaimOptions Claims { get; } = new();

    /// <summary>The place of the actor. Default <see cref="ActorSource.Act"/>.</summary>
    public ActorSource ActorSource { get; set; }

    /// <summary>The allowed clock skew, if not <see cref="McpGuardOptions.ClockSkew"/>. At most two minutes.</summary>
    public TimeSpan? ClockSkew { get; set; }

    /// <summary>
    /// The longest lifetime of a token, if not <see cref="McpGuardOptions.MaxTokenLifetime"/>. At most one hour; for
    /// <see cref="IssuerProfile.EntraId"/> 95 minutes. A stolen token works for as long, unless it is revoked.
    /// </summary>
    public TimeSpan? MaxTokenLifetime { get; set; }

    /// <summary>
    /// The form in which callers with tokens of this issuer get refusals, if not <see cref="AnswerOptions.Form"/>. Default for gateways, and
    /// for tokens that come through one: <see cref="AnswerForm.ToolResult"/>.
    /// </summary>
    public AnswerForm? Answers { get; set; }

    /// <summary>
    /// The scopes of this server, as words in one text, that the members of a group have, by the group's name. They count for tokens without
    /// a claim for scopes, and for tokens whose scopes are a gateway's own. Default: none, and such a token has no scopes.
    /// </summary>
    public IDictionary<string, string> GroupScopes { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The gateway in front of the server that signs these tokens. Required for the profiles of gateways. Default: none, the issuer is an
    /// authorization server.
    /// </summary>
    public GatewayOptions? Gateway { get; set; }

    /// <summary>The gateway whose token confirms these tokens in the same request. Default: none, and a second token is refused.</summary>
    public CorroborationOptions? Corroboration { get; set; }

    /// <summary>The source of the keys, and how long they are used.</summary>
    public KeyOptions Keys { get; } = new();

    /// <summary>
    /// Introspection of tokens that are not JWTs (RFC 7662). Default: none, and such tokens are refused. At most one issuer can have it,
    /// since an opaque token does not name its issuer.
    /// </summary>
    public IntrospectionOptions? Introspection { get; set; }

    /// <summary>
    /// The hosts from which keys and introspection answers may be fetched, in addition to the issuer's own host, such as
    /// <c>keys.example.com</c>. The hosts of addresses in these options are allowed without being listed. Default: none.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>
    /// Whether these hosts may have private, link-local or loopback addresses. Default <see langword="false"/>: a host name with such an
    /// address is not contacted, so that an outsider cannot direct the server into its own network. A literal address, or <c>localhost</c>,
    /// needs no permission.
    /// </summary>
    public bool AllowPrivateNetwork { get; set; }

    /// <summary>
    /// Whether the issuer, and its metadata, keys and introspection, may have plain <c>http</c> addresses on other machines. Everybody on the
    /// way can then replace the keys, and so forge tokens. For an issuer of a development network only: the server warns outside of the
    /// environment <c>Development</c>. Default <see langword="false"/>.
    /// </summary>
    public bool AllowHttp { get; set; }

    /// <summary>Whether a gateway signs the tokens, and clients cannot get one from the issuer.</summary>
    internal bool IsGateway => Gateway is not null || Profile is IssuerProfile.Pomerium or IssuerProfile.LiteLlm;

    /// <summary>The form of refusals. A gateway passes on only tool results as they are.</summary>
    internal AnswerForm? AnswerForm => Answers ?? (IsGateway || Corroboration is not null ? McpGuard.AnswerForm.ToolResult : null);
}
