namespace McpGuard;

/// <summary>Settings of spans. Metrics never name the caller.</summary>
public sealed class TelemetryOptions
{
    /// <summary>
    /// Whether spans name the caller: subject, client, actor and network address. These are personal data, visible to all readers of
    /// traces. Default <see langword="false"/>. The audit record with the same operation id always names the caller.
    /// </summary>
    public bool IncludeIdentity { get; set; }
}
