namespace McpGuard.Audit;

/// <summary>What a line of the audit log is.</summary>
internal enum LineKind
{
    /// <summary>The first line of a segment.</summary>
    Header,

    /// <summary>A fact, with a number.</summary>
    Record,

    /// <summary>What the segment is like up to here, signed if there is a key.</summary>
    Checkpoint,
}
