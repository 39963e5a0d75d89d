namespace McpGuard;

/// <summary>Where a token names the actor.</summary>
public enum ActorSource
{
    /// <summary>In <c>act</c> (RFC 8693 section 4.1). A token without it has no actor.</summary>
    Act,

    /// <summary>
    /// In <c>act</c>, or else the client is the actor (RFC 8693 section 4.3): for issuers that express the agent
    /// only as the client. Audit records remark it.
    /// </summary>
    ClientId,
}
