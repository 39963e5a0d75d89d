namespace McpGuard.Audit;

/// <summary>An entry of an audit log: a record, a record of the log itself, or a line that cannot be read.</summary>
public sealed record AuditEntry
{
    /// <summary>Its number in the log; zero if it cannot be read.</summary>
    public required long Seq { get; init; }

    /// <summary>Its segment.</summary>
    public required int Segment { get; init; }

    /// <summary>Its line in the segment, from one.</summary>
    public required int Line { get; init; }

    /// <summary>The line exactly as in the log, with its <c>seq</c> and <c>prev</c>; empty if it is incomplete or too long.</summary>
    public required string Json { get; init; }

    /// <summary>The record, or null.</summary>
    public AuditRecord? Record { get; init; }

    /// <summary>The log's own record of an unclean shutdown or a break, or null.</summary>
    public RecoveryRecord? Recovery { get; init; }

    /// <summary>The log's own record of a deletion of segments, or null.</summary>
    public DeletionRecord? Deletion { get; init; }

    /// <summary>Whether the line could be read.</summary>
    public bool IsReadable => Event is not null;

    /// <summary>The event of the entry; null if it cannot be read.</summary>
    public AuditEvent? Event => this switch
    {
        { Record: { } record } => record.Event,
        { Recovery: not null } => AuditEvent.Recovered,
        { Deletion: not null } => AuditEvent.SegmentsDeleted,
        _ => null,
    };

    /// <summary>The time of the event, UTC; null if it cannot be read.</summary>
    public DateTimeOffset? Time => Record?.Time ?? Recovery?.Time ?? Deletion?.Time;
}
