namespace McpGuard.Audit;

/// <summary>What a verification of an audit log may rely on.</summary>
public sealed class AuditVerificationOptions
{
    /// <summary>
    /// The keys that checkpoints may be signed with. With any, every checkpoint must be signed, and there must be one. Default: none, and
    /// no signature is looked at.
    /// </summary>
    public IList<AuditVerificationKey> Keys { get; } = [];

    /// <summary>
    /// Checkpoints that were kept elsewhere. The log must have each, or have deleted it by a signed record. Only they can tell that records
    /// were cut off its end, or that an older copy of the log, or another log, was put in its place.
    /// </summary>
    public IList<AuditCheckpoint> TrustedCheckpoints { get; } = [];

    /// <summary>The id that the log must have, <see cref="AuditCheckpoint.Log"/>. Default: any, but only one.</summary>
    public string? LogId { get; set; }

    /// <summary>
    /// Whether the log must end with a checkpoint, as that of a server that was stopped in an orderly way does. Default: no,
    /// since a server may be writing it.
    /// </summary>
    public bool RequireFinalCheckpoint { get; set; }
}
