namespace McpGuard.Audit;

/// <summary>
/// The result of verifying an audit log. Without a trusted checkpoint it cannot show that records after a checkpoint were cut off, or that
/// an older copy of the whole log was restored. It can never show what a holder of the key has changed.
/// </summary>
public sealed record AuditVerification
{
    /// <summary>Whether no problem was found, and verified signatures cover every record.</summary>
    public bool IsIntact => Verdict == AuditVerdict.Intact;

    /// <summary>The result for the log as a whole.</summary>
    public required AuditVerdict Verdict { get; init; }

    /// <summary>The random id of the log, from its first header, or null.</summary>
    public required string? LogId { get; init; }

    /// <summary>The number of problems.</summary>
    public required long ProblemCount { get; init; }

    /// <summary>The problems and remarks, in the order of the log. If there are very many, only the first.</summary>
    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>The number of segments.</summary>
    public required int Segments { get; init; }

    /// <summary>The number of records that were read.</summary>
    public required long Records { get; init; }

    /// <summary>The number of the last record.</summary>
    public required long LastSeq { get; init; }

    /// <summary>The number of the last record that a verified signature covers; zero if none does.</summary>
    public required long SignedSeq { get; init; }

    /// <summary>The number of records without a verified signature; zero without keys, since signatures are then not checked.</summary>
    public required long UnsignedRecords { get; init; }

    /// <summary>The last checkpoint that agrees with the log. Keep it elsewhere.</summary>
    public required AuditCheckpoint? LastCheckpoint { get; init; }
}
