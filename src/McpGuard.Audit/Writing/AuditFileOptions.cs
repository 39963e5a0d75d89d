namespace McpGuard.Audit;

/// <summary>Where the audit log is kept, when it begins a new file, how often it is signed, and how long it is kept.</summary>
public sealed class AuditFileOptions
{
    /// <summary>The directory of the log's segments, created for its owner only. One process writes to it. Default: none, and no log.</summary>
    public string? Directory { get; set; }

    /// <summary>What a decision has reached before its call goes on. Default: stable storage.</summary>
    public AuditDurability Durability { get; set; } = AuditDurability.BeforeCall;

    /// <summary>
    /// A PEM file with the private ECDSA key (P-256) that signs checkpoints. Default: none; without it, without
    /// <see cref="SigningCertificate"/> and without a registered <see cref="IAuditSigner"/> checkpoints are not signed.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>
    /// The thumbprint of a certificate whose private ECDSA key (P-256) signs checkpoints, in the store <c>My</c> of the user or the
    /// machine. Default: none.
    /// </summary>
    public string? SigningCertificate { get; set; }

    /// <summary>The size at which a segment is closed; records that wait together may exceed it. Default: 64 MiB.</summary>
    public long MaxSegmentBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The age at which a segment with records is closed. Default: one day.</summary>
    public TimeSpan MaxSegmentAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>After how many records a checkpoint is written. Default: 1000.</summary>
    public int CheckpointRecords { get; set; } = 1000;

    /// <summary>How long a record waits for a checkpoint at most. Default: one minute.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many records may wait to be written; further ones wait for room. Default: 10,000.</summary>
    public int QueueLimit { get; set; } = 10_000;

    /// <summary>How long a closed segment is kept. Default: for ever.</summary>
    public TimeSpan? RetainFor { get; set; }

    /// <summary>
    /// How large all segments may be together; the oldest closed ones go first, once they are as old as <see cref="RetainAtLeast"/>. Default:
    /// without a bound.
    /// </summary>
    public long? RetainBytes { get; set; }

    /// <summary>
    /// How long a closed segment is kept whatever <see cref="RetainBytes"/> says, so that a flood of requests deletes no recent record; the
    /// log is larger than that meanwhile. Default: one day.
    /// </summary>
    public TimeSpan RetainAtLeast { get; set; } = TimeSpan.FromDays(1);
}
