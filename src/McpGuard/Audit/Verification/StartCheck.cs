using System.Buffers.Text;
using System.Security.Cryptography;

namespace McpGuard;

/// <summary>
/// Judges where a log begins: with its first segment, or later if its own record of what it deleted, or a trusted checkpoint at the
/// end of what is not there, leads to it.
/// </summary>
internal sealed class StartCheck(SegmentHeader? first, IEnumerable<AuditCheckpoint> trusted)
{
    private volatile string? _explanation = trusted.Any(checkpoint => EndsBefore(checkpoint, first)) ? "a trusted checkpoint stands just before it" : null;

    /// <summary>The number of the segment that the log begins with.</summary>
    public int Number => first?.Number ?? 0;

    public void Explain(ReadOnlySpan<byte> line)
    {
        if (first is not null && DeletionRecord.Parse(line) is { } deletion &&
            deletion.Last == first.Number - 1 && deletion.LastHash == first.Link && deletion.LastSeq == first.FirstSeq - 1)
        {
            _explanation = $"the segments up to {deletion.Last} were deleted at {deletion.Time:O}, since they had been kept long enough";
        }
    }

    public void Complete(AuditFindings findings)
    {
        if (Number <= 1)
            return;

        if (_explanation is null)
            findings.Add(AuditFindingKind.SegmentMissing, Number, 1, first!.FirstSeq, $"The log begins with segment {Number}, and nothing explains it.");
        else
            findings.Add(AuditFindingKind.BeginsLater, Number, 1, first!.FirstSeq, $"The log begins with segment {Number}: {_explanation}.");
    }

    private static bool EndsBefore(AuditCheckpoint checkpoint, SegmentHeader? first) =>
        checkpoint.Seq == first?.FirstSeq - 1 && first?.Link == Base64Url.EncodeToString(SHA256.HashData(checkpoint.ToLine()));
}
