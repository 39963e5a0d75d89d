using System.Buffers.Text;
using System.Security.Cryptography;

namespace McpGuard;

/// <summary>
/// Judges where a log begins: with its first segment, or later if its own record of what it deleted, or a trusted checkpoint at the
/// end of what is not there, leads to it.
/// </summary>
internal sealed class StartCheck(SegmentHeader? first, IEnumerable<AuditCheckpoint> trusted)
{
    private readonly bool _isTrusted = trusted.Any(checkpoint => EndsBefore(checkpoint, first));
    private readonly Lock _lock = new();
    private (long Seq, string Text)? _explanation;

    /// <summary>The number of the segment that the log begins with.</summary>
    public int Number => first?.Number ?? 0;

    public void Explain(ReadOnlySpan<byte> line, long seq)
    {
        if (first is null || DeletionRecord.Parse(line) is not { } deletion || !LeadsToStart(deletion))
            return;

        // Segments are read at the same time, and the earliest is the first to be signed.
        lock (_lock)
        {
            if (!(_explanation?.Seq < seq))
                _explanation = (seq, $"the segments up to {deletion.Last} were deleted at {deletion.Time:O}, since they had been kept long enough");
        }
    }

    /// <param name="findings">Where to tell of it.</param>
    /// <param name="coveredSeq">The last record that may explain something: behind it anybody could have written one that does.</param>
    public void Complete(AuditFindings findings, long coveredSeq)
    {
        if (Number <= 1)
            return;

        if (_isTrusted)
            findings.Add(AuditFindingKind.BeginsLater, Number, 1, first!.FirstSeq, $"The log begins with segment {Number}: a trusted checkpoint stands just before it.");
        else if (_explanation is { } explanation && explanation.Seq <= coveredSeq)
            findings.Add(AuditFindingKind.BeginsLater, Number, 1, first!.FirstSeq, $"The log begins with segment {Number}: {explanation.Text}.");
        else
            findings.Add(AuditFindingKind.SegmentMissing, Number, 1, first!.FirstSeq, $"The log begins with segment {Number}, and nothing explains it.");
    }

    private static bool EndsBefore(AuditCheckpoint checkpoint, SegmentHeader? first) =>
        checkpoint.Seq == first?.FirstSeq - 1 && first?.Link == Base64Url.EncodeToString(SHA256.HashData(checkpoint.ToLine()));

    // A crash can leave the last of the segments that were to go.
    private bool LeadsToStart(DeletionRecord deletion) =>
        (deletion.First < Number && Number <= deletion.Last) ||
        (deletion.Last == Number - 1 && deletion.LastHash == first!.Link && deletion.LastSeq == first.FirstSeq - 1);
}
