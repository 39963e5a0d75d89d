using System.Buffers.Text;

namespace McpGuard.Audit;

/// <summary>Checks the checkpoints of a segment against its records and the keys.</summary>
internal sealed class CheckpointCheck(IList<AuditVerificationKey> keys, TrustedCheckpoints trusted, AuditFindings findings)
{
    /// <summary>The last valid checkpoint.</summary>
    public AuditCheckpoint? Last { get; private set; }

    /// <summary>The last record that a verified signature covers.</summary>
    public long SignedSeq { get; private set; }

    /// <returns>The checkpoint, valid or not, or null if the line is not a checkpoint; and whether it is valid and, with keys, signed.</returns>
    public (AuditCheckpoint? Checkpoint, bool IsVerified) Check(ReadOnlySpan<byte> line, int number, ChainState state)
    {
        if (AuditCheckpoint.Parse(line) is not { } checkpoint)
        {
            findings.Add(AuditFindingKind.LineMalformed, state.Segment, number, state.Seq, "The line does not have the exact form of a checkpoint.");
            return (null, false);
        }

        var isRight = checkpoint.Log == state.LogId && checkpoint.Segment == state.Segment && checkpoint.Seq == state.Seq &&
            checkpoint.Size == state.Tree.Count && checkpoint.Hash == state.LinkText && checkpoint.Root == Base64Url.EncodeToString(state.Tree.Root());
        if (!isRight)
            findings.Add(AuditFindingKind.CheckpointWrong, state.Segment, number, state.Seq, "The checkpoint contradicts the records before it.");
        if (checkpoint.Time < state.CheckpointAt)
            findings.Add(
                AuditFindingKind.ClockSetBack,
                state.Segment,
                number,
                state.Seq,
                $"The checkpoint has the time {checkpoint.Time:O}, but the previous checkpoint or the header has {state.CheckpointAt:O}.");

        var isSigned = keys.Any(key => key.HasSigned(checkpoint));
        if (!isSigned && keys.Count > 0)
            findings.Add(AuditFindingKind.SignatureWrong, state.Segment, number, state.Seq, "The checkpoint is not signed by one of the keys.");

        var isVerified = isRight && (isSigned || keys.Count == 0);
        if (isVerified)
        {
            Last = checkpoint;
            SignedSeq = isSigned ? checkpoint.Seq : 0;
            trusted.Found(checkpoint);
        }

        return (checkpoint, isVerified);
    }
}
