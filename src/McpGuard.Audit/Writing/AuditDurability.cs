namespace McpGuard.Audit;

/// <summary>What an audit record has reached before the tool of its call runs.</summary>
public enum AuditDurability
{
    /// <summary>
    /// The operating system. The end of the process loses no record of a tool that ran; a power cut may lose those of the last second.
    /// </summary>
    Written,

    /// <summary>Stable storage. A power cut loses no record of a tool that ran. Concurrent calls share one flush.</summary>
    Flushed,

    /// <summary>The memory of the process. It reaches stable storage within a second; a crash may lose that second.</summary>
    Buffered,
}
