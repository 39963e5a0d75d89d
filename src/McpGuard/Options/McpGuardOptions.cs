using System.Diagnostics.CodeAnalysis;

namespace McpGuard;

/// <summary>
/// What a server author decides about the guard. Every setting can also come from the configuration section
/// <see cref="McpGuardDefaults.ConfigurationSection"/>; code wins over configuration.
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
    /// The authorization servers that need settings of their own, each under a name that messages use. They may come and go
    /// while the server runs. Default: none.
    /// </summary>
    public IDictionary<string, IssuerOptions> Issuers { get; } = new Dictionary<string, IssuerOptions>(StringComparer.Ordinal);

    /// <summary>
    /// The issuer that is meant where several are trusted and a rule or an attribute names none: for actors and clients, and for
    /// what tokens say of groups, roles, tenants, sign-ins, risks and devices. Default: the only issuer; where there are
    /// several, none, and such a rule or attribute stops the start.
    /// </summary>
    public string? DefaultIssuer { get; set; }

    /// <summary>
    /// The identifier of this MCP server (RFC 8707 resource indicator, RFC 9728 <c>resource</c>). Required.
    /// A token is accepted only if its <c>aud</c> contains exactly this string.
    /// <c>https</c>, or <c>http</c> on loopback, with neither query nor fragment.
    /// </summary>
    public string? Resource { get; set; }

    /// <summary>
    /// The scopes that a client should ask for to begin with: named in the <c>401</c> challenge and as
    /// <c>scopes_supported</c> of the protected resource metadata. They grant nothing. Default: none.
    /// </summary>
    public IList<string> BaselineScopes { get; } = [];

    /// <summary>
    /// The longest <c>exp - iat</c> that a token may have. Between one second and one hour; default 15 minutes.
    /// </summary>
    public TimeSpan MaxTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How far this machine's clock and the authority's may differ. Between zero and two minutes; default 30 seconds.
    /// </summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether a token must be for this server alone: one with several audiences could be used here by any of the others
    /// (RFC 9700 section 4.10.2). Default <see langword="false"/>.
    /// </summary>
    public bool RequireSoleAudience { get; set; }

    /// <summary>Through whom this server may be used. A tool's own settings can only narrow it.</summary>
    public CallerOptions Callers { get; } = new();

    /// <summary>
    /// A file that lists what has been revoked, one JSON object a line (see <see cref="Revocation"/>). It must be there at the
    /// start, and is read again whenever it changes. Default: none.
    /// </summary>
    public string? RevocationFile { get; set; }

    /// <summary>
    /// The scopes, all of them, that a tool, prompt or resource needs of which neither its code nor the policy says who may use
    /// it. Default: none, and one of those stops the start.
    /// </summary>
    public IList<string> DefaultScopes { get; } = [];

    /// <summary>
    /// Settings by tool name. They add to what the tool's attributes demand and never take from it.
    /// </summary>
    public IDictionary<string, ToolOptions> Tools { get; } = new Dictionary<string, ToolOptions>(StringComparer.Ordinal);

    /// <summary>
    /// The policy document as JSON, for those who keep it in code. Default: what the configuration section
    /// <c>McpGuard:Policy</c> says; null demands nothing beside <see cref="Tools"/> and what the code declares.
    /// </summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public string? Policy { get; set; }

    /// <summary>
    /// The web origins, such as <c>https://app.example.com</c>, whose pages may call this server from a browser, beside
    /// the origin of <see cref="Resource"/>. Requests without an <c>Origin</c> header are not affected. Default: none.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>
    /// What happens to a call with an argument that the tool's schema does not declare. Default: its name is recorded. A tool may
    /// have a setting of its own, <see cref="ToolOptions.UndeclaredArguments"/>.
    /// </summary>
    public UndeclaredArgumentMode UndeclaredArguments { get; set; }

    /// <summary>
    /// The oldest protocol version that is served, such as <c>2025-11-25</c>. A message that names an older one, or none at
    /// all, is refused. Default: whatever the server speaks.
    /// </summary>
    public string? MinimumProtocolVersion { get; set; }

    /// <summary>
    /// The largest request body that is read, in bytes. Between 1 KiB and 64 MiB; default 1 MiB.
    /// </summary>
    public int MaxRequestBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// How many verified tokens are remembered, so that the next call with one need not verify it again.
    /// Between 1 and 1,000,000; default 10,000.
    /// </summary>
    public int TokenCacheSize { get; set; } = 10_000;

    /// <summary>
    /// The key of the HMAC-SHA-256 that protects the state of suspended requests (MCP, multi round-trip requests) and binds sessions
    /// to their callers, base64, at least 32 bytes. Where several instances serve one server, give all of them the same. Default: a random key for each
    /// process.
    /// </summary>
    public string? StateKey { get; set; }

    /// <summary>
    /// The gateway that says in signed assertions how a caller's device is, for rules whose <c>Device</c> asks for its
    /// <c>Assertion</c>. Default: none.
    /// </summary>
    public DeviceAssertionOptions? DeviceAssertion { get; set; }

    /// <summary>What is recorded, and where to.</summary>
    public AuditOptions Audit { get; } = new();

    /// <summary>What spans say.</summary>
    public TelemetryOptions Telemetry { get; } = new();
}
