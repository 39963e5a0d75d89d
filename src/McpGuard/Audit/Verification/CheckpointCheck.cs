using System.Buffers.Text;

namespace McpGuard;

/// <summary>Checks checkpoints against the log, the keys, and what is known of the log from elsewhere.</summary>
internal sealed class CheckpointCheck(AuditVerificationOptions options, AuditFindings findings)
{
    private readonly List<AuditCheckpoint> _expected = [.. options.TrustedCheckpoints];

    /// <summary>The last checkpoint that is right.</summary>
    public AuditCheckpoint? Last { get; private set; }

    /// <summary>The last record that a verified signature covers.</summary>
    public long SignedSeq { get; private set; }

    public void Check(ReadOnlySpan<byte> line, int number, ChainState state)
    {
        if (AuditCheckpoint.Parse(line) is not { } checkpoint)
        {
            findings.Add(AuditFindingKind.LineMalformed, state.Segment, number, state.Seq, "The line is not exactly as a checkpoint is written.");
            return;
        }

        var isRight = checkpoint.Segment == state.Segment && checkpoint.Seq == state.Seq && checkpoint.Size == state.Tree.Count &&
            checkpoint.Hash == state.LinkText && checkpoint.Root == Base64Url.EncodeToString(state.Tree.Root());
        if (!isRight)
            findings.Add(AuditFindingKind.CheckpointWrong, state.Segment, number, state.Seq, "The checkpoint says something else than the records before it.");

        var isSigned = options.Keys.Any(key => key.HasSigned(checkpoint));
        if (!isSigned && options.Keys.Count > 0)
            findings.Add(AuditFindingKind.SignatureWrong, state.Segment, number, state.Seq, "The checkpoint is not signed by one of the keys.");
        if (!isRight || (!isSigned && options.Keys.Count > 0))
            return;

        Last = checkpoint;
        SignedSeq = isSigned ? checkpoint.Seq : SignedSeq;
        _expected.Remove(checkpoint);
    }

    /// <summary>Says what should have been there.</summary>
    public void Complete(ChainState state, SegmentHeader? start)
    {
        // What lies before the beginning cannot be looked for; whether the log may begin so late is another question.
        foreach (var missing in _expected.Where(checkpoint => checkpoint.Segment >= start?.Number))
        {
            findings.Add(AuditFindingKind.Truncated, missing.Segment, 0, missing.Seq, state.Seq < missing.Seq
                ? $"The log ends with record {state.Seq}, and a trusted checkpoint knows of record {missing.Seq}."
                : $"The trusted checkpoint after record {missing.Seq} is not in the log: it was cut off, and the log written on, or all was written anew.");
        }

        if (options.Keys.Count == 0)
            findings.Add(AuditFindingKind.SignaturesNotChecked, 0, 0, 0, "No key was given, so signatures were not checked.");
        else if (Last is null)
            findings.Add(AuditFindingKind.SignatureWrong, 0, 0, 0, "No checkpoint is signed by one of the keys.");
        if (options.RequireFinalCheckpoint && !state.EndsWithCheckpoint)
            findings.Add(AuditFindingKind.Truncated, state.Segment, 0, state.Seq, "The log does not end with a checkpoint.");
    }
}
