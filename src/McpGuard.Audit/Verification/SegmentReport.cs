namespace McpGuard.Audit;

/// <summary>The findings in a single segment, and its state at its end.</summary>
internal sealed record SegmentReport
{
    public required int Number { get; init; }

    /// <summary>What the segment states about the previous one, or null if that cannot be read.</summary>
    public required SegmentHeader? Header { get; init; }

    public required AuditFindings Findings { get; init; }

    public required long Records { get; init; }

    public required long LastSeq { get; init; }

    /// <summary>The hash of the last line.</summary>
    public required string LastLink { get; init; }

    public required bool EndsWithCheckpoint { get; init; }

    public required AuditCheckpoint? LastCheckpoint { get; init; }

    public required long SignedSeq { get; init; }

    /// <summary>Whether it ends with a checkpoint that is valid and, with keys, signed.</summary>
    public required bool EndsSigned { get; init; }

    /// <summary>The records after the last such checkpoint, or null.</summary>
    public required UnsignedRange? Unsigned { get; init; }

    /// <summary>The deletion records in this segment.</summary>
    public required IReadOnlyList<StartExplanation> Deletions { get; init; }

    /// <summary>Reads a segment.</summary>
    public static SegmentReport Of(SegmentSource segment, AuditVerificationOptions options, TrustedCheckpoints trusted, CancellationToken cancellationToken)
    {
        var findings = new AuditFindings();
        var checkpoints = new CheckpointCheck(options.Keys, trusted, findings);
        var check = new SegmentCheck(findings, checkpoints);

        try
        {
            using var stream = segment.Open();
            Read(stream);
        }
        catch (SegmentBreakException exception)
        {
            check.State.BeginSegment(segment.Number);
            Report(AuditFindingKind.FileUnreadable, exception.Message);
        }

        return new SegmentReport
        {
            Number = segment.Number,
            Header = check.Header,
            Findings = findings,
            Records = check.Records,
            LastSeq = check.State.Seq,
            LastLink = check.State.LinkText,
            EndsWithCheckpoint = check.State.EndsWithCheckpoint,
            LastCheckpoint = checkpoints.Last,
            SignedSeq = checkpoints.SignedSeq,
            EndsSigned = check.EndsVerified,
            Unsigned = check.Unverified,
            Deletions = check.Deletions,
        };

        void Read(FileStream stream)
        {
            var length = stream.Length;
            var counted = Math.Min(segment.Length ?? length, length);
            var tail = check.Read(segment.Number, stream, counted, cancellationToken);
            if (tail > 0)
                Report(
                    AuditFindingKind.LineMalformed, $"{tail} bytes at the end are not a complete line: they were cut off, are being written, or are too long.");
            else if (counted == 0)
                Report(AuditFindingKind.HeaderWrong, "The segment is empty.");
            if (counted < length)
                Report(AuditFindingKind.BytesAbandoned, $"{length - counted} bytes at the end are left over from a failed write.");
        }

        void Report(AuditFindingKind kind, string message) => findings.Add(kind, segment.Number, 0, check.State.Seq, message);
    }
}
