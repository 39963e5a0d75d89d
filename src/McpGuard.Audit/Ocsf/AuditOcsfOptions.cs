namespace McpGuard.Audit;

/// <summary>Where records are exported to as events of the Open Cybersecurity Schema Framework, which many security tools take in.</summary>
public sealed class AuditOcsfOptions
{
    /// <summary>
    /// A file of JSON Lines, created for its owner only. One process writes to it, and goes on in a new file when this one has been
    /// moved away. Default: none, and nothing is exported.
    /// </summary>
    public string? File { get; set; }
}
