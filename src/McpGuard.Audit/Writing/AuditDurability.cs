namespace McpGuard.Audit;

/// <summary>The place that an audit record has reached before its call runs.</summary>
public enum AuditDurability
{
    /// <summary>Stable storage. Calls that wait at the same time share one flush. The default.</summary>
    BeforeCall,

    /// <summary>The queue of the writer, which writes it to stable storage within a second. A crash may lose that second.</summary>
    Buffered,
}
