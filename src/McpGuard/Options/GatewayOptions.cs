namespace McpGuard;

/// <summary>
/// A gateway in front of the server that signs the identity of each caller, as an issuer. Its token names no client and no agent, and may
/// be in a header of its own.
/// </summary>
public sealed class GatewayOptions
{
    internal const string UsualRequestIdHeader = "X-Request-Id";

    /// <summary>
    /// The header that has the token alone, without a scheme. A token of this issuer is accepted only there, and tools cannot see the header.
    /// Default: the profile's; for other profiles <c>Authorization</c> with the scheme <c>Bearer</c>.
    /// </summary>
    public string? Header { get; set; }

    /// <summary>The client of all tokens of this issuer, for records and for rules of clients. Required, since the tokens name none.</summary>
    public string? Client { get; set; }

    /// <summary>
    /// The claim with the tenant, such as <c>org_id</c> or <c>/act/sub</c>. It is recorded and is never an actor. Default: the profile's; for
    /// other profiles none.
    /// </summary>
    public string? TenantClaim { get; set; }

    /// <summary>
    /// The header with the request's name in the gateway's log, for records. No signature covers it, and it decides nothing. If gateways are
    /// behind one another, the farthest one's counts. Default <c>X-Request-Id</c>.
    /// </summary>
    public string RequestIdHeader { get; set; } = UsualRequestIdHeader;

    /// <summary>
    /// Whether each token counts for one request only: its <c>jti</c> is remembered in <see cref="IReplayStore"/> until it expires. For
    /// gateways that sign every request anew, as Pomerium does. Default <see langword="false"/>.
    /// </summary>
    public bool SingleUse { get; set; }

    /// <summary>
    /// The subjects that stand for no user and are accepted nevertheless, such as <c>default_user_id</c>, or a prefix that ends with
    /// <c>*</c>. Default: none, and a stand-in subject of the profile's product is refused.
    /// </summary>
    public IList<string> StandInSubjects { get; } = [];

    /// <summary>
    /// The name under <see cref="McpGuardOptions.Issuers"/> of a second gateway that carries this gateway's token to the server, together
    /// with a token of its own. This gateway's token says who calls, the carrier's says through which gateway and for which tool. Neither counts
    /// alone. Default: none.
    /// </summary>
    public string? Carrier { get; set; }

    /// <summary>
    /// The scopes of this server, as words in one text, that a token for one tool of a gateway has, by the tool's name. Only for profiles
    /// whose tokens name the tool. Default: none.
    /// </summary>
    public IDictionary<string, string> ToolScopes { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
