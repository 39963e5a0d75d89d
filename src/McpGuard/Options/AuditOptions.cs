namespace McpGuard;

/// <summary>What is recorded, and where to.</summary>
public sealed class AuditOptions
{
    /// <summary>
    /// The audit log on disk, if it names a directory. Default: none; records then go to the <c>ILogger</c> category
    /// <see cref="McpGuardDefaults.AuditCategory"/> alone.
    /// </summary>
    public AuditFileOptions File { get; } = new();

    /// <summary>The export of records as OCSF events. Default: none.</summary>
    public AuditOcsfOptions Ocsf { get; } = new();

    /// <summary>
    /// What holds for one sink, by its name: <c>Logger</c>, <c>File</c>, <c>Ocsf</c>, or the <see cref="IAuditSink.Name"/> of one of
    /// your own. Default: what holds for all.
    /// </summary>
    public IDictionary<string, AuditSinkOptions> Sinks { get; } = new Dictionary<string, AuditSinkOptions>(StringComparer.Ordinal);

    /// <summary>How many refusals of requests without a caller get a record of their own.</summary>
    public AuditRefusalOptions Refusals { get; } = new();

    /// <summary>What happens to a call whose decision cannot be recorded. Default: it is denied.</summary>
    public AuditFailureMode FailureMode { get; set; } = AuditFailureMode.DenyCall;

    /// <summary>
    /// How long a sink may take to answer for a record. After that, what <see cref="FailureMode"/> says happens to the call. Between
    /// 100 ms and one minute; default 5 seconds.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many records a sink may leave without an answer. Further ones count as lost. Between 1 and 1,000,000; default 10,000.
    /// </summary>
    public int QueueLimit { get; set; } = 10_000;

    /// <summary>
    /// The key of the HMAC-SHA-256 that stands for a call's arguments, base64, at least 32 bytes. With a key of
    /// your own, equal arguments have equal digests across restarts and machines. Default: a random key for each process,
    /// since without a secret the digest of a short argument could be guessed.
    /// </summary>
    public string? DigestKey { get; set; }
}
