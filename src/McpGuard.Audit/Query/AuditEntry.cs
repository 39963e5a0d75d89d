namespace McpGuard.Audit;

/// <summary>An entry of an audit log: a record, what the log says of itself, or a line that cannot be read.</summary>
public sealed record AuditEntry
{
    /// <summary>Its number in the log; zero if that cannot be read.</summary>
    public required long Seq { get; init; }

    /// <summary>The segment that it is in.</summary>
    public required int Segment { get; init; }

    /// <summary>Its line there, from one.</summary>
    public required int Line { get; init; }

    /// <summary>
    /// The line as it stands in the log, with its <c>seq</c> and <c>prev</c>; empty if it is no whole line, or longer than any may be.
    /// </summary>
    public required string Json { get; init; }

    /// <summary>The record, or null.</summary>
    public AuditRecord? Record { get; init; }

    /// <summary>What the log says of a stop that was none of its own, or null.</summary>
    public RecoveryRecord? Recovery { get; init; }

    /// <summary>What the log says of segments that it deletes, or null.</summary>
    public DeletionRecord? Deletion { get; init; }

    /// <summary>Whether the line could be read.</summary>
    public bool IsReadable => Event is not null;

    /// <summary>What the entry is about; null if it cannot be read.</summary>
    public AuditEvent? Event => this switch
    {
        { Record: { } record } => record.Event,
        { Recovery: not null } => AuditEvent.Recovered,
        { Deletion: not null } => AuditEvent.SegmentsDeleted,
        _ => null,
    };

    /// <summary>When it happened, UTC; null if it cannot be read.</summary>
    public DateTimeOffset? Time => Record?.Time ?? Recovery?.Time ?? Deletion?.Time;
}
