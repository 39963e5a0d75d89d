namespace McpGuard;

/// <summary>What the verification of an audit log found. All but the last four are problems.</summary>
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

    /// <summary>Without keys, signatures were not looked at: whoever can write the files could have made all of the log.</summary>
    SignaturesNotChecked,

    /// <summary>The writer stopped without closing the log, and went on with it later.</summary>
    Recovered,

    /// <summary>A failed write left bytes that are no part of the log.</summary>
    BytesAbandoned,

    /// <summary>The log does not begin with its first record, and that is explained.</summary>
    BeginsLater,
}
