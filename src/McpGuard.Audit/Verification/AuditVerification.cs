namespace McpGuard.Audit;

/// <summary>
/// The result of verifying an audit log. It cannot know whether something was cut off after a checkpoint that nobody kept, or whether an
/// older copy of the whole log was put back; and what a holder of the key wrote.
/// </summary>
public sealed record AuditVerification
{
    /// <summary>Whether no problem was found, and verified signatures cover every record.</summary>
    public bool IsIntact => Verdict == AuditVerdict.Intact;

    /// <summary>What there is to say of the log as a whole.</summary>
    public required AuditVerdict Verdict { get; init; }

    /// <summary>The random id of the log, as its first header has it, or null.</summary>
    public required string? LogId { get; init; }

    /// <summary>How many problems were found.</summary>
    public required long ProblemCount { get; init; }

    /// <summary>The problems and remarks, in the order of the log; of very many, the first.</summary>
    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>How many segments the log has.</summary>
    public required int Segments { get; init; }

    /// <summary>How many records were read.</summary>
    public required long Records { get; init; }

    /// <summary>The number of the last record.</summary>
    public required long LastSeq { get; init; }

    /// <summary>The number of the last record that a verified signature covers; zero if none does.</summary>
    public required long SignedSeq { get; init; }

    /// <summary>How many records no verified signature covers; zero without keys, since then none is looked for.</summary>
    public required long UnsignedRecords { get; init; }

    /// <summary>The last checkpoint that agrees with the log, to be kept elsewhere.</summary>
    public required AuditCheckpoint? LastCheckpoint { get; init; }
}
