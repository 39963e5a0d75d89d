namespace McpGuard;

/// <summary>
/// The result of verifying an audit log. What it cannot know: whether records after the last signed checkpoint
/// (<see cref="SignedSeq"/>) are as they were written, since whoever can write the files can write those anew; whether
/// something was cut off behind a checkpoint that nobody kept; and what a holder of the key wrote.
/// </summary>
public sealed record AuditVerification
{
    /// <summary>Whether no problem was found.</summary>
    public bool IsIntact => ProblemCount == 0;

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

    /// <summary>The last checkpoint that agrees with the log, to be kept elsewhere.</summary>
    public required AuditCheckpoint? LastCheckpoint { get; init; }
}
