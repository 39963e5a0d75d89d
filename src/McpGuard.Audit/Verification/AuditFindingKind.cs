namespace McpGuard.Audit;

/// <summary>What the verification of an audit log found. <see cref="AuditFinding.IsProblem"/> tells problems from remarks.</summary>
public enum AuditFindingKind
{
    /// <summary>A line has not the form of one, or half a line stands at the end.</summary>
    LineMalformed,

    /// <summary>A line was changed: it is not the one that the next line was written after.</summary>
    LineChanged,

    /// <summary>Lines are missing.</summary>
    LinesMissing,

    /// <summary>A line stands where it does not belong: inserted, repeated or moved.</summary>
    LineMisplaced,

    /// <summary>A segment does not begin with its header, or the header contradicts the log.</summary>
    HeaderWrong,

    /// <summary>A segment does not go on from the one before it, whose end was changed, cut off or replaced.</summary>
    SegmentsApart,

    /// <summary>A segment is missing, and nothing explains it.</summary>
    SegmentMissing,

    /// <summary>A checkpoint says something else than the log.</summary>
    CheckpointWrong,

    /// <summary>A checkpoint is not signed by one of the keys.</summary>
    SignatureWrong,

    /// <summary>The log ends before something that was known to be in it.</summary>
    Truncated,

    /// <summary>The log's own writer found it broken.</summary>
    BreakReported,

    /// <summary>No signature covers these records, and neither a crash nor a running server explains that.</summary>
    Unvouched,

    /// <summary>Segments, or a trusted checkpoint, are of different logs.</summary>
    LogChanged,

    /// <summary>A segment is no regular file, so it was not read.</summary>
    FileUnreadable,

    /// <summary>Without keys, signatures were not looked at: whoever can write the files could have made all of the log.</summary>
    SignaturesNotChecked,

    /// <summary>The writer stopped without closing the log, and went on with it later.</summary>
    Recovered,

    /// <summary>A failed write left bytes that are no part of the log.</summary>
    BytesAbandoned,

    /// <summary>The log does not begin with its first record, and that is explained.</summary>
    BeginsLater,

    /// <summary>A crash left these records without a signature: they stand in the chain, and nobody vouches for them.</summary>
    UnsignedAfterCrash,

    /// <summary>No signature covers the last records yet.</summary>
    NotYetSigned,

    /// <summary>A header or a checkpoint has an earlier time than what is before it.</summary>
    ClockSetBack,

    /// <summary>A file is called like a segment of the log, and is none.</summary>
    FileIgnored,
}
