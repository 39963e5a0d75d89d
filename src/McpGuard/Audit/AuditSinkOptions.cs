namespace McpGuard;

/// <summary>What holds for one audit sink.</summary>
public sealed class AuditSinkOptions
{
    /// <summary>What happens to a call whose decision this sink cannot record. Default: <see cref="AuditOptions.FailureMode"/>.</summary>
    public AuditFailureMode? FailureMode { get; set; }
}
