namespace McpGuard;

/// <summary>
/// Through whom a server, or one of its tools, may be used. An actor or client is written as its name if there is one issuer,
/// and as <c>https://login.example.com agent-1</c>, the issuer before the name, if there are several and it is not
/// <see cref="McpGuardOptions.DefaultIssuer"/>'s.
/// </summary>
public sealed class CallerOptions
{
    /// <summary>
    /// Whether somebody must act for the subject, may, or must not. Default: may, unless <see cref="AllowedActors"/> names
    /// who must.
    /// </summary>
    public DelegationMode? Delegation { get; set; }

    /// <summary>
    /// The current actors that are allowed (<c>act</c>, RFC 8693 section 4.1). Prior actors are never looked for here.
    /// Default: every actor.
    /// </summary>
    public IList<string> AllowedActors { get; } = [];

    /// <summary>
    /// Actors that must not appear anywhere in the chain. RFC 8693 section 4.1 makes prior actors informational, so this only
    /// ever refuses. Default: none.
    /// </summary>
    public IList<string> DeniedActors { get; } = [];

    /// <summary>The OAuth clients that are allowed (<c>client_id</c>). Default: every client.</summary>
    public IList<string> AllowedClients { get; } = [];

    /// <summary>
    /// How many actors a chain may have, the current one counted. Between 1 and 10; default 3 for the server, and no further
    /// bound for a tool.
    /// </summary>
    public int? MaxActors { get; set; }

    internal bool IsEmpty => Delegation is null && MaxActors is null && AllowedActors.Count + DeniedActors.Count + AllowedClients.Count == 0;
}
