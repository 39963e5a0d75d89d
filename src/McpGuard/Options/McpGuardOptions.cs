using System.Diagnostics.CodeAnalysis;

namespace McpGuard;

/// <summary>
/// The settings of the guard. Each can also come from the configuration section <see cref="McpGuardDefaults.ConfigurationSection"/>. Code
/// overrides configuration.
/// </summary>
public sealed class McpGuardOptions
{
    /// <summary>
    /// The authorization server whose tokens are accepted, as its issuer identifier (RFC 8414 section 2). Required, unless
    /// <see cref="Issuers"/> has one. Its metadata and keys are read from its well-known addresses. <c>https</c>, or
    /// <c>http</c> on loopback.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>
    /// The authorization servers that need their own settings, each under a name for messages. They can be added and removed while the
    /// server runs. Default: none.
    /// </summary>
    public IDictionary<string, IssuerOptions> Issuers { get; } = new Dictionary<string, IssuerOptions>(StringComparer.Ordinal);

    /// <summary>
    /// The issuer that applies if several are trusted and a rule or an attribute names none. It applies to actors and clients, and to
    /// groups, roles, tenants, sign-ins, risks and devices in tokens. Default: the only issuer. With several issuers there is no default,
    /// and startup fails for such a rule or attribute.
    /// </summary>
    public string? DefaultIssuer { get; set; }

    /// <summary>
    /// The identifier of this MCP server (RFC 8707 resource indicator, RFC 9728 <c>resource</c>). Required.
    /// A token is accepted only if its <c>aud</c> contains exactly this string, or its canonical form: scheme and host in lower case, no default port,
    /// and <c>/</c> for an empty path (RFC 3986 section 6.2). The metadata has this form, without a slash for an empty path.
    /// <c>https</c>, or <c>http</c> on loopback, with neither query nor fragment.
    /// </summary>
    public string? Resource { get; set; }

    /// <summary>
    /// The public address of the protected resource metadata, for challenges, if clients cannot reach the well-known one: behind a proxy
    /// that serves only a path prefix, or in an IIS sub-application. The metadata is served at its path, with and without the part before
    /// <c>/.well-known/</c>. Default: the address of RFC 9728 section 3.1.
    /// </summary>
    public string? ResourceMetadataUri { get; set; }

    /// <summary>
    /// The endpoints of the application that have their own resource, each by the name that <c>RequireMcpGuard(name)</c> gets. The policy
    /// is the same for all. <see cref="Resource"/> belongs to the endpoint without a name. Default: none.
    /// </summary>
    public IDictionary<string, EndpointOptions> Endpoints { get; } = new Dictionary<string, EndpointOptions>(StringComparer.Ordinal);

    /// <summary>
    /// The scopes that a client should request first, or <c>All</c> alone for every scope that this server declares. They are in the
    /// <c>401</c> challenge and in <c>scopes_supported</c> of the protected resource metadata. They grant nothing. Default: none.
    /// </summary>
    public IList<string> InitialScopes { get; } = [];

    /// <summary>
    /// The longest <c>exp - iat</c> that a token may have. Between one second and one hour; default 15 minutes.
    /// </summary>
    public TimeSpan MaxTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The allowed difference between this machine's clock and the authority's. Between zero and two minutes; default 30 seconds.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether a token must be for this server alone. Each other audience of a token could use it here (RFC 9700 section 4.10.2). Default
    /// <see langword="false"/>.
    /// </summary>
    public bool RequireSoleAudience { get; set; }

    /// <summary>The actors and clients that may use this server. A tool's own settings can only narrow it.</summary>
    public CallerOptions Callers { get; } = new();

    /// <summary>
    /// The path of a file with revocations, one JSON object a line (see <see cref="Revocation"/>). It must exist at startup, and is read
    /// again after each change. Default: none.
    /// </summary>
    public string? RevocationFile { get; set; }

    /// <summary>
    /// The scopes, all of them, that a tool, prompt or resource needs if neither its code nor the policy names its permitted callers.
    /// Default: none, and startup fails if such a tool, prompt or resource exists.
    /// </summary>
    public IList<string> DefaultScopes { get; } = [];

    /// <summary>
    /// The names of tools and prompts, and the URIs of resources, that rules and <see cref="Tools"/> may name although the server does not
    /// have them when it starts: they are added later, or belong to some sessions only. Default: none, and startup fails for such a name.
    /// </summary>
    public IList<string> ExpectedTargets { get; } = [];

    /// <summary>Settings by tool name. They add to the requirements of the tool's attributes and never remove any.</summary>
    public IDictionary<string, ToolOptions> Tools { get; } = new Dictionary<string, ToolOptions>(StringComparer.Ordinal);

    /// <summary>
    /// The policy document as JSON, for a policy in code. Default: the configuration section <c>McpGuard:Policy</c>. With null, only <see
    /// cref="Tools"/> and the declarations in code apply.
    /// </summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public string? Policy { get; set; }

    /// <summary>
    /// The web origins, such as <c>https://app.example.com</c>, whose pages may call this server from a browser, in addition to the origin
    /// of <see cref="Resource"/>. Requests without an <c>Origin</c> header are not affected. Default: none.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>
    /// The effect of an argument that the tool's schema does not declare. Default: its name is recorded. <see
    /// cref="ToolOptions.UndeclaredArguments"/> sets it for one tool.
    /// </summary>
    public UndeclaredArgumentMode UndeclaredArguments { get; set; }

    /// <summary>
    /// The oldest protocol version that is served, such as <c>2025-11-25</c>. A message with an older version, or without one, is refused.
    /// Default: every version of the server.
    /// </summary>
    public string? MinimumProtocolVersion { get; set; }

    /// <summary>The maximum size of a request body, in bytes. Between 1 KiB and 64 MiB; default 1 MiB.</summary>
    public int MaxRequestBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// The number of verified tokens in the cache. A call with a cached token needs no verification. Between 1 and 1,000,000; default
    /// 10,000.
    /// </summary>
    public int TokenCacheSize { get; set; } = 10_000;

    /// <summary>
    /// The key of the HMAC-SHA-256 that protects the state of suspended requests (MCP, multi round-trip requests), binds sessions to
    /// their callers, and seals the files of Approvals:Directory, base64, at least 32 bytes. All instances of one server need the same key.
    /// Default: a random key for each process, and no seals of files.
    /// </summary>
    public string? StateKey { get; set; }

    /// <summary>
    /// The gateway that describes a caller's device in signed assertions, for rules whose <c>Device</c> requires an <c>Assertion</c>.
    /// Default: none.
    /// </summary>
    public DeviceAssertionOptions? DeviceAssertion { get; set; }

    /// <summary>The forms in which callers get refusals.</summary>
    public AnswerOptions Answers { get; } = new();

    /// <summary>
    /// Whether two sentences are added to the server's instructions. They tell a model what a refusal means and what to do. Default <see
    /// langword="false"/>.
    /// </summary>
    public bool ExplainRefusals { get; set; }

    /// <summary>Settings of the audit: what is recorded, and the destinations.</summary>
    public AuditOptions Audit { get; } = new();

    /// <summary>Settings of approvals.</summary>
    public ApprovalOptions Approvals { get; } = new();

    /// <summary>Settings of spans.</summary>
    public TelemetryOptions Telemetry { get; } = new();
}
