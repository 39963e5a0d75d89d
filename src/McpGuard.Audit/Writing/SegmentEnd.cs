namespace McpGuard.Audit;

/// <summary>The state of a segment that a writer finds at startup.</summary>
internal sealed record SegmentEnd
{
    // Larger than any segment; the last batch of a segment can exceed its bound.
    public const long MaxBytes = 2L * 1024 * 1024 * 1024;

    public required ChainState State { get; init; }

    public SegmentHeader? Header { get; init; }

    /// <summary>The last record that a signature of this writer covers, or null if there is none.</summary>
    public long? VouchedSeq { get; init; }

    /// <summary>The number of bytes that such a signature covers.</summary>
    public long VouchedLength { get; init; }

    /// <summary>Whether the segment ends with a checkpoint of this writer, so it is unchanged since.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The number of bytes after the last complete line.</summary>
    public long Rest { get; init; }

    /// <summary>The problem of the chain, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the segment's header is missing or incomplete.</summary>
    public bool IsUnbegun => State.Length == 0 && Rest < SegmentHeader.MaxBytes && Problem is null;

    /// <summary>Reads a segment to its end, or as far as it is valid.</summary>
    public static SegmentEnd Read(SegmentFolder folder, int number, IAuditSigner? signer)
    {
        var findings = new AuditFindings();
        var checkpoints = new CheckpointCheck(signer?.VerificationKey is { } key ? [key] : [], new TrustedCheckpoints([]), findings);
        var check = new SegmentCheck(findings, checkpoints);
        try
        {
            using var stream = folder.OpenRead(number);
            var rest = check.Read(number, stream, Math.Min(stream.Length, MaxBytes), CancellationToken.None) + Math.Max(0, stream.Length - MaxBytes);
            var own = Own(checkpoints.Last, signer);
            check.State.NewestCheckpoint = own;
            foreach (var deletion in check.Deletions.Where(deletion => deletion.Seq <= own?.Seq))
                check.State.Begins = Math.Max(check.State.Begins, deletion.Deletion.Last + 1);

            // An earlier break is not a new one, and the validity of signatures is separate from that of the lines.
            var problem = findings.All.FirstOrDefault(
                finding => finding is { IsProblem: true, Kind: not (AuditFindingKind.BreakReported or AuditFindingKind.SignatureWrong) });
            return new SegmentEnd
            {
                State = check.State,
                Header = check.Header,
                VouchedSeq = own?.Seq,
                VouchedLength = own is null ? 0 : check.VerifiedLength,
                IsWhole = own is not null && check.EndsVerified && rest == 0 && problem is null,
                Rest = rest,
                Problem = problem?.ToString(),
            };
        }
        catch (SegmentBreakException exception)
        {
            var state = new ChainState();
            state.BeginSegment(number);
            return new SegmentEnd { State = state, Problem = exception.Message };
        }
    }

    // Without a key there are no signatures to rely on; a log that was never signed then counts up to its last checkpoint.
    private static AuditCheckpoint? Own(AuditCheckpoint? last, IAuditSigner? signer) => signer switch
    {
        null => last?.Signature is null ? last : null,
        { VerificationKey: null } => null,
        _ => last,
    };
}
