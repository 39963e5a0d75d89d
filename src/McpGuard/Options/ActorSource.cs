namespace McpGuard;

/// <summary>The place of the actor in a token.</summary>
public enum ActorSource
{
    /// <summary>In <c>act</c> (RFC 8693 section 4.1). A token without it has no actor. The default.</summary>
    Act,

    /// <summary>
    /// In <c>act</c>, or else the client is the actor (RFC 8693 section 4.3): for issuers that name the agent only as the client. Audit
    /// records note it.
    /// </summary>
    ClientId,
}
