namespace McpGuard;

/// <summary>What a decision does to the request.</summary>
public enum AuditEffect
{
    /// <summary>It goes on.</summary>
    Allow,

    /// <summary>It is refused.</summary>
    Deny,
}
