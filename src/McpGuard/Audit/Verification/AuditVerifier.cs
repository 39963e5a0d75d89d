namespace McpGuard;

/// <summary>
/// Verifies an audit log from its first line to its last, in constant memory: finds lines that were changed, deleted, inserted,
/// moved or cut off, segments that are missing or exchanged, and checkpoints that are forged.
/// </summary>
public static class AuditVerifier
{
    /// <summary>Verifies the log in a directory. A server may be writing it; a line that it is just writing then counts as half a line.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="options">What to rely on. Default: nothing but the log itself.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public static AuditVerification Verify(string directory, AuditVerificationOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var findings = new AuditFindings();
        var check = new ChainCheck(options, findings);
        SegmentSource? before = null;
        var count = 0;
        foreach (var segment in SegmentSource.List(directory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (before is not null && segment.Number != before.Number + 1)
                findings.Add(AuditFindingKind.SegmentMissing, segment.Number, 0, check.State.Seq, $"Segment {before.Number} is followed by segment {segment.Number}.");

            Read(segment, check, findings, cancellationToken);
            before = segment;
            count++;
        }

        if (before is null)
            findings.Add(AuditFindingKind.SegmentMissing, 0, 0, 0, "There is no segment in the directory.");

        check.Start.Complete();
        check.Checkpoints.Complete(check.State, check.Start.Header);
        return new AuditVerification
        {
            ProblemCount = findings.ProblemCount,
            Findings = findings.All,
            Segments = count,
            Records = check.Records,
            LastSeq = check.State.Seq,
            SignedSeq = check.Checkpoints.SignedSeq,
            LastCheckpoint = check.Checkpoints.Last,
        };
    }

    private static void Read(SegmentSource segment, ChainCheck check, AuditFindings findings, CancellationToken cancellationToken)
    {
        using var stream = segment.Open();
        var length = stream.Length;
        var counted = Math.Min(segment.Length ?? length, length);
        var tail = check.Read(segment.Number, stream, counted, cancellationToken);
        if (tail > 0)
            Report(AuditFindingKind.LineMalformed, $"{tail} bytes at the end are no whole line: they were cut off, are being written, or are too long.");
        else if (counted == 0)
            Report(AuditFindingKind.HeaderWrong, "The segment is empty.");
        if (counted < length)
            Report(AuditFindingKind.BytesAbandoned, $"{length - counted} bytes at the end are left over from a failed write.");

        void Report(AuditFindingKind kind, string message) => findings.Add(kind, segment.Number, 0, check.State.Seq, message);
    }
}
