namespace McpGuard.Audit;

/// <summary>
/// Tracks which records signatures cover, from segment to segment. A writer signs every closed segment at its end. If it could not, the
/// next header explains why. Either the writer found the records at startup and does not vouch for them, or it wrote them itself and its
/// next signature covers them by the chain.
/// </summary>
internal sealed class SignatureCoverage
{
    // A writer checks its clock once a second, or later on a busy machine.
    private const double SlackSeconds = 60;

    private (long Records, double Seconds) _bounds = (1000, 60);
    private SegmentReport? _last;
    private UnsignedRange? _open;

    /// <summary>The records that are not covered, and whether that is explained.</summary>
    public AuditFindings Findings { get; } = new();

    /// <summary>The number of records that are not covered.</summary>
    public long Unsigned { get; private set; }

    public void Add(SegmentReport report)
    {
        if (report is { SignedSeq: > 0, Header: { } signed })
            _bounds = (signed.CheckpointRecords, signed.CheckpointSeconds);
        if (_last is { EndsSigned: false } last)
            Join(last, report);

        if (report.Unsigned is { } range)
            _open = _open?.Before(range) ?? range;

        _last = report;
    }

    /// <summary>Whether the log ends with the header of a segment, which no signature covers.</summary>
    public bool EndsWithBareHeader { get; private set; }

    public void Complete()
    {
        if (_open is not { } open)
        {
            CheckLastHeader();
            return;
        }

        if (IsExplained(open))
            Report(AuditFindingKind.NotYetSigned, open, "no signature covers yet, since the log is being written, or its server did not shut down cleanly");
        else
            Report(AuditFindingKind.Unvouched, open, "no signature covers, and that is more than a server leaves");
    }

    private void CheckLastHeader()
    {
        if (_last is not { Header: not null, Records: 0, EndsWithCheckpoint: false } last)
            return;

        EndsWithBareHeader = true;
        Findings.Add(AuditFindingKind.NotYetSigned, last.Number, 1, last.LastSeq, "The segment has only a header, which no signature covers.");
    }

    private void Join(SegmentReport last, SegmentReport next)
    {
        var open = _open ?? new UnsignedRange(last.Number, last.LastSeq + 1, last.LastSeq, null, null);
        if (next.Header is { Unvouched: null, PreviousLength: not null })
        {
            // The writer continued in another file while it ran, and vouches for what it had written.
            if (next.SignedSeq > 0)
                _open = null;

            return;
        }

        if (next.Header is { Unvouched: not null, Break: null } && IsExplained(open))
            Report(
                AuditFindingKind.UnsignedAfterCrash,
                open,
                "no signature covers: a crash left them without one, and the writer that found them does not vouch for them");
        else
            Report(
                AuditFindingKind.Unvouched,
                open,
                next.Header?.Unvouched is null
                    ? "no signature covers, though their segment was closed"
                    : "no signature covers, and the writer that found them does not vouch for them");

        _open = null;
    }

    private bool IsExplained(UnsignedRange range) =>
        range.Count <= _bounds.Records && !(range.Ended - range.Begun > TimeSpan.FromSeconds(_bounds.Seconds + SlackSeconds));

    private void Report(AuditFindingKind kind, UnsignedRange range, string what)
    {
        Unsigned += range.Count;
        if (range.Count > 0)
            Findings.Add(kind, range.Segment, 0, range.To, $"Records {range.From} to {range.To} {what}.");
        else if (kind == AuditFindingKind.Unvouched)
            Findings.Add(kind, range.Segment, 0, range.To, "The segment was closed without a signature at its end.");
    }
}
