namespace McpGuard;

/// <summary>Settings of one audit sink.</summary>
public sealed class AuditSinkOptions
{
    /// <summary>The effect on a call if this sink cannot record its decision. Default: <see cref="AuditOptions.FailureMode"/>.</summary>
    public AuditFailureMode? FailureMode { get; set; }

    /// <summary>The longest time in which this sink must answer for a record. Default: <see cref="AuditOptions.WriteTimeout"/>.</summary>
    public TimeSpan? WriteTimeout { get; set; }

    /// <summary>The number of unanswered records that this sink may have. Default: <see cref="AuditOptions.QueueLimit"/>.</summary>
    public int? QueueLimit { get; set; }
}
