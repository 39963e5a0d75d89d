namespace McpGuard.Audit;

/// <summary>The export of records as events of the Open Cybersecurity Schema Framework (OCSF), which many security tools read.</summary>
public sealed class AuditOcsfOptions
{
    /// <summary>
    /// The path of a file of JSON Lines. One process writes to it, and starts a new file when this one is moved
    /// away. Default: none, and nothing is exported.
    /// </summary>
    public string? File { get; set; }

    /// <summary>Who may read a file that the export creates. Default: <see cref="AuditFileReaders.Owner"/>.</summary>
    public AuditFileReaders Readers { get; set; }

    /// <summary>
    /// Whether events go to the standard output instead of a <see cref="File"/>, for containers. Not for a server over stdio, whose messages
    /// are there. Default <see langword="false"/>.
    /// </summary>
    public bool StandardOutput { get; set; }
}
