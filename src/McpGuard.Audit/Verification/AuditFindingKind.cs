namespace McpGuard.Audit;

/// <summary>The kinds of findings of a verification. <see cref="AuditFinding.IsProblem"/> distinguishes problems from remarks.</summary>
public enum AuditFindingKind
{
    /// <summary>A line is malformed, or an incomplete line is at the end.</summary>
    LineMalformed,

    /// <summary>A line was changed: its hash differs from the one in the next line.</summary>
    LineChanged,

    /// <summary>Lines are missing.</summary>
    LinesMissing,

    /// <summary>A line is in the wrong place: inserted, repeated or moved.</summary>
    LineMisplaced,

    /// <summary>A segment does not start with its header, or the header contradicts the log.</summary>
    HeaderWrong,

    /// <summary>A segment does not continue the previous one, whose end was changed, cut off or replaced.</summary>
    SegmentsApart,

    /// <summary>A segment is missing without an explanation.</summary>
    SegmentMissing,

    /// <summary>A checkpoint contradicts the log.</summary>
    CheckpointWrong,

    /// <summary>A checkpoint is not signed by one of the keys.</summary>
    SignatureWrong,

    /// <summary>The log ends before a record that is known to have been in it.</summary>
    Truncated,

    /// <summary>The log's own writer reported a break.</summary>
    BreakReported,

    /// <summary>No signature covers these records, and neither a crash nor a running server explains that.</summary>
    Unvouched,

    /// <summary>Segments, or a trusted checkpoint, belong to different logs.</summary>
    LogChanged,

    /// <summary>A segment is not a regular file, so it was not read.</summary>
    FileUnreadable,

    /// <summary>Without keys, signatures were not checked: anybody who can write the files could have made all of the log.</summary>
    SignaturesNotChecked,

    /// <summary>The writer stopped without closing the log, and continued it later.</summary>
    Recovered,

    /// <summary>A failed write left bytes that are not part of the log.</summary>
    BytesAbandoned,

    /// <summary>The log does not start with its first record, and that is explained.</summary>
    BeginsLater,

    /// <summary>A crash left these records without a signature. They are in the chain, but no signature vouches for them.</summary>
    UnsignedAfterCrash,

    /// <summary>No signature covers the last records yet.</summary>
    NotYetSigned,

    /// <summary>A header or a checkpoint has an earlier time than the previous one.</summary>
    ClockSetBack,

    /// <summary>A file has the name of a segment, but is not a segment of the log.</summary>
    FileIgnored,
}
