namespace McpGuard.Audit;

/// <summary>Settings of the audit log on disk: its directory, its segments, its signatures and its retention.</summary>
public sealed class AuditFileOptions
{
    /// <summary>
    /// The directory of the log's segments. One process writes to it. If several processes have the same settings, write <c>{instance}</c>
    /// in the path: each process takes the first number from 1 whose directory no other process holds, and continues the log there. That
    /// needs a file system with locks. Default: none, and no log.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>Who may read the directory and the segments that the log creates. Default: <see cref="AuditFileReaders.Owner"/>.</summary>
    public AuditFileReaders Readers { get; set; }

    /// <summary>The place that a decision has reached before its call runs. Default: <see cref="AuditDurability.Written"/>, the operating system.</summary>
    public AuditDurability Durability { get; set; } = AuditDurability.Written;

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

    /// <summary>The size in bytes at which a segment is closed; the last batch of records may exceed it. Between 4 KiB and 1 GiB; default 64 MiB.</summary>
    public long MaxSegmentBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The age at which a segment with records is closed. Between one minute and 31 days; default one day.</summary>
    public TimeSpan MaxSegmentAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The number of records between two checkpoints. Between 1 and 1,000,000; default 1000.</summary>
    public int CheckpointRecords { get; set; } = 1000;

    /// <summary>The longest time that a record waits for a checkpoint. Between one second and one hour; default one minute.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The number of records that may wait in the queue; further ones wait for room. Default 10,000.</summary>
    public int QueueLimit { get; set; } = 10_000;

    /// <summary>The age after which a closed segment is deleted. At least one minute. Default: never.</summary>
    public TimeSpan? RetainFor { get; set; }

    /// <summary>
    /// The maximum size of all segments together, in bytes. If it is exceeded, the oldest closed ones are deleted, but only those older
    /// than <see cref="RetainAtLeast"/>. At least 4 KiB. Default: unlimited.
    /// </summary>
    public long? RetainBytes { get; set; }

    /// <summary>
    /// The age up to which <see cref="RetainBytes"/> deletes no closed segment, so that a flood of requests deletes no recent record. The
    /// log is larger than <see cref="RetainBytes"/> meanwhile. Default: one day.
    /// </summary>
    public TimeSpan RetainAtLeast { get; set; } = TimeSpan.FromDays(1);
}
