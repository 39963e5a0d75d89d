namespace McpGuard;

/// <summary>Joins what was found in the segments, in their order, and judges whether each goes on from the one before it.</summary>
internal sealed class LogCheck(AuditVerificationOptions options, TrustedCheckpoints trusted, StartCheck start)
{
    private readonly AuditFindings _findings = new();
    private SegmentReport? _last;
    private AuditCheckpoint? _checkpoint;
    private long _signedSeq;
    private long _records;
    private int _segments;

    public void Add(SegmentReport report)
    {
        if (_last is not null && report.Number != _last.Number + 1)
            _findings.Add(AuditFindingKind.SegmentMissing, report.Number, 0, _last.LastSeq, $"Segment {_last.Number} is followed by segment {report.Number}.");
        if (report.Header is { } header && !GoesOn(header))
            _findings.Add(AuditFindingKind.SegmentsApart, report.Number, 1, header.FirstSeq - 1, $"The segment goes on from record {header.FirstSeq - 1}, and not from the end of what is before it.");

        _findings.Add(report.Findings);
        _checkpoint = report.LastCheckpoint ?? _checkpoint;
        _signedSeq = Math.Max(_signedSeq, report.SignedSeq);
        _records += report.Records;
        _segments++;
        _last = report;
    }

    public AuditVerification Complete()
    {
        if (_last is null)
            _findings.Add(AuditFindingKind.SegmentMissing, 0, 0, 0, "There is no segment in the directory.");

        start.Complete(_findings, options.Keys.Count > 0 ? _signedSeq : long.MaxValue);
        CheckEnd();
        return new AuditVerification
        {
            ProblemCount = _findings.ProblemCount,
            Findings = _findings.All,
            Segments = _segments,
            Records = _records,
            LastSeq = _last?.LastSeq ?? 0,
            SignedSeq = _signedSeq,
            LastCheckpoint = _checkpoint,
        };
    }

    // The first of all segments goes on from nothing; what a later beginning goes on from is gone.
    private bool GoesOn(SegmentHeader header)
    {
        if (_last is not null)
            return header.Link == _last.LastLink && header.FirstSeq == _last.LastSeq + 1;

        return header.Number > 1 || (header.Link == new ChainState().LinkText && header.FirstSeq == 1);
    }

    private void CheckEnd()
    {
        var seq = _last?.LastSeq ?? 0;

        // What lies before the beginning cannot be looked for; whether the log may begin so late is another question.
        foreach (var missing in trusted.Missing.Where(checkpoint => checkpoint.Segment >= start.Number))
        {
            _findings.Add(AuditFindingKind.Truncated, missing.Segment, 0, missing.Seq, seq < missing.Seq
                ? $"The log ends with record {seq}, and a trusted checkpoint knows of record {missing.Seq}."
                : $"The trusted checkpoint after record {missing.Seq} is not in the log: it was cut off, and the log written on, or all was written anew.");
        }

        if (options.Keys.Count == 0)
            _findings.Add(AuditFindingKind.SignaturesNotChecked, 0, 0, 0, "No key was given, so signatures were not checked.");
        else if (_checkpoint is null)
            _findings.Add(AuditFindingKind.SignatureWrong, 0, 0, 0, "No checkpoint is signed by one of the keys.");
        if (options.RequireFinalCheckpoint && _last?.EndsWithCheckpoint is not true)
            _findings.Add(AuditFindingKind.Truncated, _last?.Number ?? 0, 0, seq, "The log does not end with a checkpoint.");
    }
}
