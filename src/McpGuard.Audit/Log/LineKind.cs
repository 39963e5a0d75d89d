namespace McpGuard.Audit;

/// <summary>The kind of a line of the audit log.</summary>
internal enum LineKind
{
    /// <summary>The first line of a segment.</summary>
    Header,

    /// <summary>A record, with a number.</summary>
    Record,

    /// <summary>A checkpoint of the segment up to here, signed if there is a key.</summary>
    Checkpoint,
}
