namespace McpGuard;

/// <summary>What holds for one audit sink.</summary>
public sealed class AuditSinkOptions
{
    /// <summary>What happens to a call whose decision this sink cannot record. Default: <see cref="AuditOptions.FailureMode"/>.</summary>
    public AuditFailureMode? FailureMode { get; set; }

    /// <summary>How long this sink may take to answer for a record. Default: <see cref="AuditOptions.WriteTimeout"/>.</summary>
    public TimeSpan? WriteTimeout { get; set; }

    /// <summary>How many records this sink may leave without an answer. Default: <see cref="AuditOptions.QueueLimit"/>.</summary>
    public int? QueueLimit { get; set; }
}
