namespace McpGuard;

/// <summary>What an audit record is about.</summary>
public enum AuditEvent
{
    /// <summary>A request was decided.</summary>
    Decision,

    /// <summary>An allowed request has ended.</summary>
    Outcome,
}
