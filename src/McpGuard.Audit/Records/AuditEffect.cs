namespace McpGuard.Audit;

/// <summary>What a decision does to the request.</summary>
public enum AuditEffect
{
    /// <summary>It goes on.</summary>
    Allow,

    /// <summary>It is refused.</summary>
    Deny,

    /// <summary>It goes on, and would have been refused by a rule that only reports.</summary>
    WouldDeny,
}
