namespace McpGuard;

/// <summary>Settings of the audit: what is recorded, and the destinations.</summary>
public sealed class AuditOptions
{
    /// <summary>
    /// The audit log on disk, if a directory is set. Default: none; records then go only to the <c>ILogger</c> category <see
    /// cref="McpGuardDefaults.AuditCategory"/>.
    /// </summary>
    public AuditFileOptions File { get; } = new();

    /// <summary>The export of records as OCSF events. Default: none.</summary>
    public AuditOcsfOptions Ocsf { get; } = new();

    /// <summary>
    /// Settings for single sinks, by name: <c>Logger</c>, <c>File</c>, <c>Ocsf</c>, or the <see cref="IAuditSink.Name"/> of your own sink.
    /// Default: the settings for all sinks.
    /// </summary>
    public IDictionary<string, AuditSinkOptions> Sinks { get; } = new Dictionary<string, AuditSinkOptions>(StringComparer.Ordinal);

    /// <summary>How many refusals of requests without a caller get their own records.</summary>
    public AuditRefusalOptions Refusals { get; } = new();

    /// <summary>The effect on a call if its decision cannot be recorded. Default: <see cref="AuditFailureMode.DenyCall"/>.</summary>
    public AuditFailureMode FailureMode { get; set; } = AuditFailureMode.DenyCall;

    /// <summary>
    /// The longest time in which a sink must answer for a record. After that, <see cref="FailureMode"/> applies to the call. Between 100 ms
    /// and one minute; default 5 seconds.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The number of unanswered records that a sink may have. Further records count as lost. Between 1 and 1,000,000; default 10,000.</summary>
    public int QueueLimit { get; set; } = 10_000;

    /// <summary>
    /// The key of the HMAC-SHA-256 digest of a call's arguments, base64, at least 32 bytes. With a fixed key, equal arguments have equal
    /// digests across restarts and machines. Default: a random key for each process. Without a secret, the digest of a short argument could
    /// be guessed.
    /// </summary>
    public string? DigestKey { get; set; }
}
