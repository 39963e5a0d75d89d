namespace McpGuard;

/// <summary>The effect on a call if its decision cannot be recorded.</summary>
public enum AuditFailureMode
{
    /// <summary>The call is refused (<c>503</c>): a call that cannot be recorded does not run. The default.</summary>
    DenyCall,

    /// <summary>The failure is logged and the call runs as decided.</summary>
    LogAndContinue,
}
