namespace McpGuard.Audit;

/// <summary>What an audit record has reached when the call it is about goes on.</summary>
public enum AuditDurability
{
    /// <summary>Stable storage. Calls that wait at the same time share one flush.</summary>
    BeforeCall,

    /// <summary>The queue of the writer, which brings it to stable storage within a second. A crash may lose that second.</summary>
    Buffered,
}
