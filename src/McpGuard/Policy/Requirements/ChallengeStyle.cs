namespace McpGuard;

/// <summary>Which scopes a challenge names.</summary>
internal enum ChallengeStyle
{
    /// <summary>Those that the operation needs. Clients add what they have (MCP 2026-07-28).</summary>
    Operation,

    /// <summary>Those, and the ones that the caller has: for clients that ask for the challenge's scopes alone (MCP 2025-11-25).</summary>
    OperationPlusGranted,
}
