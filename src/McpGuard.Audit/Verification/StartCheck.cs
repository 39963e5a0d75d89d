using System.Buffers.Text;
using System.Security.Cryptography;

namespace McpGuard.Audit;

/// <summary>
/// Judges where a log begins: with its first segment, or later if its own signed record of what it deleted leads to it. A trusted
/// checkpoint at the end of what is not there proves that it was there, but not that it may be gone.
/// </summary>
internal sealed class StartCheck(SegmentHeader? first, IEnumerable<AuditCheckpoint> trusted)
{
    private readonly AuditCheckpoint[] _trusted = [.. trusted];
    private StartExplanation? _explanation;
    private bool _isFirstSigned = true;

    /// <summary>The number of the segment that the log begins with.</summary>
    public int Number => first?.Number ?? 0;

    /// <summary>Whether only a trusted checkpoint explains the beginning.</summary>
    public bool IsOnlyTrusted { get; private set; }

    /// <returns>What the line explains of the beginning, or null. Segments are read at the same time, so this changes nothing.</returns>
    public StartExplanation? Explaining(ReadOnlySpan<byte> line, long seq) =>
        first is not null && LogEvent.Deletion(line) is { } deletion && LeadsToStart(deletion) ? new(seq, deletion) : null;

    /// <summary>Takes what a segment explains, if its own signature covers that: behind it anybody could have written one that does.</summary>
    public void Add(SegmentReport report, bool hasKeys)
    {
        if (report.Number == Number)
            _isFirstSigned = !hasKeys || report.SignedSeq > 0;
        if (report.Deletion is { } explanation && (!hasKeys || explanation.Seq <= report.SignedSeq))
            _explanation ??= explanation;
    }

    public void Complete(AuditFindings findings)
    {
        if (Number <= 1)
            return;

        if (_explanation is { } explanation)
        {
            Tell(AuditFindingKind.BeginsLater, $"the segments up to {explanation.Deletion.Last} were deleted at {explanation.Deletion.Time:O}, because of their {explanation.Deletion.Reason.ToString().ToLowerInvariant()}");
            CheckTrusted(findings, explanation.Deletion);
        }
        else if (_isFirstSigned && _trusted.Any(EndsBefore))
        {
            IsOnlyTrusted = true;
            Tell(AuditFindingKind.BeginsLater, "a trusted checkpoint stands just before it, and nothing in the log says who removed what was before");
        }
        else
        {
            Tell(AuditFindingKind.SegmentMissing, "nothing that is signed explains it");
        }

        void Tell(AuditFindingKind kind, string why) => findings.Add(kind, Number, 1, first!.FirstSeq, $"The log begins with segment {Number}: {why}.");
    }

    // What was deleted was closed by then, and ended before the log begins now.
    private void CheckTrusted(AuditFindings findings, DeletionRecord deletion)
    {
        foreach (var checkpoint in _trusted.Where(checkpoint => checkpoint.Segment < Number && (checkpoint.Seq >= first!.FirstSeq || checkpoint.Time > deletion.Time)))
            findings.Add(AuditFindingKind.Truncated, checkpoint.Segment, 0, checkpoint.Seq, $"The deletion of the segments up to {deletion.Last}, up to record {deletion.LastSeq}, at {deletion.Time:O} disagrees with the trusted checkpoint after record {checkpoint.Seq} of {checkpoint.Time:O}.");
    }

    private bool EndsBefore(AuditCheckpoint checkpoint) =>
        checkpoint.Seq == first?.FirstSeq - 1 && first?.Link == Base64Url.EncodeToString(SHA256.HashData(checkpoint.ToLine()));

    // A crash can leave the last of the segments that were to go.
    private bool LeadsToStart(DeletionRecord deletion) =>
        (deletion.First < Number && Number <= deletion.Last) ||
        (deletion.Last == Number - 1 && deletion.LastHash == first!.Link && deletion.LastSeq == first.FirstSeq - 1);
}
