namespace McpGuard;

/// <summary>What an audit record is about.</summary>
public enum AuditEvent
{
    /// <summary>A request was decided.</summary>
    Decision,

    /// <summary>An allowed request has ended.</summary>
    Outcome,

    /// <summary>Another version of the policy is in force.</summary>
    PolicyLoaded,

    /// <summary>A changed configuration was refused, and the policy before it stays in force.</summary>
    PolicyRefused,
}
