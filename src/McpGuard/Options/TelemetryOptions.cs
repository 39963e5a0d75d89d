namespace McpGuard;

/// <summary>What spans say. Metrics never say who called.</summary>
public sealed class TelemetryOptions
{
    /// <summary>
    /// Whether spans name the caller: subject, client, actor and network address. These are personal data, and whoever reads traces
    /// would see them. Default <see langword="false"/>; the audit record, which has the same operation id, names the caller in any case.
    /// </summary>
    public bool IncludeIdentity { get; set; }
}
