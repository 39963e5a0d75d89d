namespace McpGuard;

/// <summary>
/// How many refusals without a caller get their own records. Further ones are counted, and recorded each minute by address and reason with
/// an <see cref="AuditRecord.Count"/>, so that strangers cannot fill the log.
/// </summary>
public sealed class AuditRefusalOptions
{
    /// <summary>The maximum number of records per minute for one address: an IPv4 address, or a /64 network of IPv6. Default: 60.</summary>
    public int PerMinutePerAddress { get; set; } = 60;

    /// <summary>The maximum number of records per minute for all addresses together. Default: 600.</summary>
    public int PerMinute { get; set; } = 600;
}
