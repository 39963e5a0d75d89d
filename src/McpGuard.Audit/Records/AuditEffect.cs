namespace McpGuard.Audit;

/// <summary>The effect of a decision on the request.</summary>
public enum AuditEffect
{
    /// <summary>The request runs.</summary>
    Allow,

    /// <summary>The request is refused.</summary>
    Deny,

    /// <summary>The request runs, but a report-only rule would have refused it.</summary>
    WouldDeny,
}
