namespace McpGuard;

/// <summary>
/// The actors and clients that may use a server, or one of its tools. With one issuer, an actor or client is written as its name. With
/// several, the issuer comes before the name, as in <c>https://login.example.com agent-1</c>, unless it is <see
/// cref="McpGuardOptions.DefaultIssuer"/>.
/// </summary>
public sealed class CallerOptions
{
    // Actors and clients are text and no type: configuration binds a list of texts, and a type would be written as the same text.

    /// <summary>
    /// Whether an actor must, may, or must not act for the subject. Default: <see cref="DelegationMode.Optional"/>, or <see
    /// cref="DelegationMode.Required"/> if <see cref="AllowedActors"/> is set.
    /// </summary>
    public DelegationMode? Delegation { get; set; }

    /// <summary>The allowed current actors (<c>act</c>, RFC 8693 section 4.1). Prior actors are not compared. Default: every actor.</summary>
    public IList<string> AllowedActors { get; } = [];

    /// <summary>
    /// Actors that must not be anywhere in the chain. RFC 8693 section 4.1 makes prior actors informational, so this can only refuse.
    /// Default: none.
    /// </summary>
    public IList<string> DeniedActors { get; } = [];

    /// <summary>The allowed OAuth clients (<c>client_id</c>). Default: every client.</summary>
    public IList<string> AllowedClients { get; } = [];

    /// <summary>
    /// The maximum number of actors in a chain, including the current one. Between 1 and 10; default 3 for the server, and no further bound
    /// for a tool.
    /// </summary>
    public int? MaxActors { get; set; }

    internal bool IsEmpty => Delegation is null && MaxActors is null && AllowedActors.Count + DeniedActors.Count + AllowedClients.Count == 0;
}
