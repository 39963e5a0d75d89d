namespace McpGuard.Audit;

/// <summary>How a segment stands that a writer finds at its start.</summary>
internal sealed record SegmentEnd
{
    // More than any writer makes of a segment, whose last batch can exceed the bound.
    public const long MaxBytes = 2L * 1024 * 1024 * 1024;

    public required ChainState State { get; init; }

    public SegmentHeader? Header { get; init; }

    /// <summary>The last record that a signature of this writer covers, or null if there is none.</summary>
    public long? VouchedSeq { get; init; }

    /// <summary>How many bytes such a signature covers.</summary>
    public long VouchedLength { get; init; }

    /// <summary>Whether the segment ends with a checkpoint of this writer, and so is as it left it.</summary>
    public bool IsWhole { get; init; }

    /// <summary>How many bytes stand after the last whole line.</summary>
    public long Rest { get; init; }

    /// <summary>What is wrong with the chain, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the segment's header never got there.</summary>
    public bool IsUnbegun => State.Length == 0 && Rest < SegmentHeader.MaxBytes && Problem is null;

    /// <summary>Reads a segment to its end, or as far as it is one.</summary>
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

            // An earlier break is no new one, and whose signatures there are is another question than what is wrong with the lines.
            var problem = findings.All.FirstOrDefault(finding => finding is { IsProblem: true, Kind: not (AuditFindingKind.BreakReported or AuditFindingKind.SignatureWrong) });
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

    // Without a key nothing is vouched for by a signature; then a log that was never signed counts as far as its checkpoints go.
    private static AuditCheckpoint? Own(AuditCheckpoint? last, IAuditSigner? signer) => signer switch
    {
        null => last?.Signature is null ? last : null,
        { VerificationKey: null } => null,
        _ => last,
    };
}
