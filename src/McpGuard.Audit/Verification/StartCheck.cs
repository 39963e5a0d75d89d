using System.Buffers.Text;
using System.Security.Cryptography;

namespace McpGuard.Audit;

/// <summary>
/// Checks the start of a log: with its first segment, or later if its own signed deletion records lead to that segment without a gap. A
/// trusted checkpoint at the end of missing segments proves that they existed, but not that they may be missing.
/// </summary>
internal sealed class StartCheck(SegmentHeader? first, IEnumerable<AuditCheckpoint> trusted)
{
    private readonly AuditCheckpoint[] _trusted = [.. trusted];
    private readonly List<DeletionRecord> _deletions = [];
    private bool _isFirstSigned = true;

    /// <summary>The number of the first segment in the directory.</summary>
    public int Number => first?.Number ?? 0;

    /// <summary>Whether only a trusted checkpoint explains the start.</summary>
    public bool IsOnlyTrusted { get; private set; }

    /// <summary>Adds the explanations in a segment, if the segment's signatures cover them. Anybody could have written an unsigned one.</summary>
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
                Report(AuditFindingKind.SegmentMissing, $"segment {missing} is missing, and no signed record of a deletion names it");
            else
                Report(
                    AuditFindingKind.BeginsLater,
                    $"the segments up to {explanation.Last} were deleted at {explanation.Time:O}, because of their " +
                        $"{explanation.Reason.ToString().ToLowerInvariant()}");

            CheckTrusted(findings, explanation);
        }
        else if (_isFirstSigned && _trusted.Any(EndsBefore))
        {
            IsOnlyTrusted = true;
            Report(AuditFindingKind.BeginsLater, "a trusted checkpoint is just before it, but no record of the log explains the missing segments");
        }
        else
        {
            Report(AuditFindingKind.SegmentMissing, "no signed record explains it");
        }

        void Report(AuditFindingKind kind, string why) => findings.Add(kind, Number, 1, first!.FirstSeq, $"The log begins with segment {Number}: {why}.");
    }

    // Deletions after the start of the first segment are recorded in it or after it. If no signature covers its header, that may be false.
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

    // Deleted segments were closed at that time, and end before the log now starts.
    private void CheckTrusted(AuditFindings findings, DeletionRecord deletion)
    {
        foreach (var checkpoint in _trusted.Where(
                checkpoint => checkpoint.Segment < Number && (checkpoint.Seq >= first!.FirstSeq || checkpoint.Time > deletion.Time)))
            findings.Add(
                AuditFindingKind.Truncated,
                checkpoint.Segment,
                0,
                checkpoint.Seq,
                $"The deletion of the segments up to {deletion.Last} at {deletion.Time:O} disagrees with the trusted checkpoint after record " +
                    $"{checkpoint.Seq} of {checkpoint.Time:O}.");
    }

    private bool EndsBefore(AuditCheckpoint checkpoint) =>
        checkpoint.Seq == first?.FirstSeq - 1 && first?.Link == Base64Url.EncodeToString(SHA256.HashData(checkpoint.ToLine()));

    // After a crash the last of the segments to delete may remain.
    private bool LeadsToStart(DeletionRecord deletion) =>
        (deletion.First < Number && Number <= deletion.Last) ||
        (deletion.Last == Number - 1 && deletion.LastHash == first!.Link && deletion.LastSeq == first.FirstSeq - 1);
}
