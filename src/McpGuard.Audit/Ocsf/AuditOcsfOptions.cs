namespace McpGuard.Audit;

/// <summary>The export of records as events of the Open Cybersecurity Schema Framework (OCSF), which many security tools read.</summary>
public sealed class AuditOcsfOptions
{
    /// <summary>
    /// The path of a file of JSON Lines, created for its owner only. One process writes to it, and starts a new file when this one is moved
    /// away. Default: none, and nothing is exported.
    /// </summary>
    public string? File { get; set; }
}
