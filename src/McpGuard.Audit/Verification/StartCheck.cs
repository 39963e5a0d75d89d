using System.Buffers.Text;
using System.Security.Cryptography;

namespace McpGuard.Audit;

/// <summary>
/// Judges where a log begins: with its first segment, or later if its own signed records of what it deleted lead to it, without a gap. A trusted
/// checkpoint at the end of what is not there proves that it was there, but not that it may be gone.
/// </summary>
internal sealed class StartCheck(SegmentHeader? first, IEnumerable<AuditCheckpoint> trusted)
{
    private readonly AuditCheckpoint[] _trusted = [.. trusted];
    private readonly List<DeletionRecord> _deletions = [];
    private bool _isFirstSigned = true;

    /// <summary>The number of the segment that the log begins with.</summary>
    public int Number => first?.Number ?? 0;

    /// <summary>Whether only a trusted checkpoint explains the beginning.</summary>
    public bool IsOnlyTrusted { get; private set; }

    /// <summary>Takes what a segment explains, if its own signature covers that: behind it anybody could have written one that does.</summary>
    public void Add(SegmentReport report, bool hasKeys)
    {
        if (report.Number == Number)
            _isFirstSigned = !hasKeys || report.SignedSeq > 0;

        _deletions.AddRange(report.Deletions
            .Where(deletion => !hasKeys || deletion.Seq <= report.SignedSeq)
            .Select(deletion => deletion.Deletion)
            .Where(deletion => deletion.First < Number && deletion.Last >= first!.Begins));
    }

    public void Complete(AuditFindings findings)
    {
        if (Number <= 1)
            return;

        if (_deletions.Find(LeadsToStart) is { } explanation)
        {
            if (FirstUnexplained(explanation) is { } missing)
                Tell(AuditFindingKind.SegmentMissing, $"segment {missing} is missing, and no signed record of a deletion names it");
            else
                Tell(AuditFindingKind.BeginsLater, $"the segments up to {explanation.Last} were deleted at {explanation.Time:O}, because of their {explanation.Reason.ToString().ToLowerInvariant()}");

            CheckTrusted(findings, explanation);
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

    // What was deleted after the first segment was begun is recorded in it or behind it. If no signature covers its header, that may be false.
    private int? FirstUnexplained(DeletionRecord explanation)
    {
        var next = _isFirstSigned ? first!.Begins : explanation.First;
        foreach (var deletion in _deletions.OrderBy(deletion => deletion.First))
        {
            if (deletion.First > next)
                break;

            next = Math.Max(next, deletion.Last + 1);
        }

        return next < Number ? next : null;
    }

    // What was deleted was closed by then, and ended before the log begins now.
    private void CheckTrusted(AuditFindings findings, DeletionRecord deletion)
    {
        foreach (var checkpoint in _trusted.Where(checkpoint => checkpoint.Segment < Number && (checkpoint.Seq >= first!.FirstSeq || checkpoint.Time > deletion.Time)))
            findings.Add(AuditFindingKind.Truncated, checkpoint.Segment, 0, checkpoint.Seq, $"The deletion of the segments up to {deletion.Last} at {deletion.Time:O} disagrees with the trusted checkpoint after record {checkpoint.Seq} of {checkpoint.Time:O}.");
    }

    private bool EndsBefore(AuditCheckpoint checkpoint) =>
        checkpoint.Seq == first?.FirstSeq - 1 && first?.Link == Base64Url.EncodeToString(SHA256.HashData(checkpoint.ToLine()));

    // A crash can leave the last of the segments that were to go.
    private bool LeadsToStart(DeletionRecord deletion) =>
        (deletion.First < Number && Number <= deletion.Last) ||
        (deletion.Last == Number - 1 && deletion.LastHash == first!.Link && deletion.LastSeq == first.FirstSeq - 1);
}
