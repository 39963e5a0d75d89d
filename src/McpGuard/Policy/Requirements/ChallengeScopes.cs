namespace McpGuard;

/// <summary>The scopes that a challenge names.</summary>
internal enum ChallengeScopes
{
    /// <summary>What the client's version of the protocol advises. The default.</summary>
    ByVersion,

    /// <summary>The scopes of the operation. Clients add the scopes that they have (MCP 2026-07-28).</summary>
    Operation,

    /// <summary>The scopes of the operation and those of the caller, for clients that request only the scopes of the challenge (MCP 2025-11-25).</summary>
    Accumulated,
}
