namespace McpGuard;

/// <summary>What happens to a call whose decision cannot be recorded.</summary>
public enum AuditFailureMode
{
    /// <summary>The call is refused (<c>503</c>): what cannot be recorded does not run.</summary>
    DenyCall,

    /// <summary>The failure is logged and the call goes on as decided.</summary>
    LogAndContinue,
}
