namespace McpGuard.Audit;

/// <summary>The keys and checkpoints for a verification of an audit log.</summary>
public sealed class AuditVerificationOptions
{
    /// <summary>
    /// The keys that may have signed checkpoints. If there is a key, every checkpoint must be signed, and there must be one. Default: none,
    /// and signatures are not checked.
    /// </summary>
    public IList<AuditVerificationKey> Keys { get; } = [];

    /// <summary>
    /// Checkpoints that were kept elsewhere. The log must have each, or have deleted it by a signed record. Only they can show that records
    /// were cut off at the end, or that an older copy or another log replaced the log.
    /// </summary>
    public IList<AuditCheckpoint> TrustedCheckpoints { get; } = [];

    /// <summary>The required id of the log, <see cref="AuditCheckpoint.Log"/>. Default: any, but only one.</summary>
    public string? LogId { get; set; }

    /// <summary>
    /// Whether the log must end with a checkpoint, as it does after a clean shutdown. Default <see langword="false"/>, since a server may
    /// be writing the log.
    /// </summary>
    public bool RequireFinalCheckpoint { get; set; }
}
