namespace McpGuard.Audit;

/// <summary>Joins the findings of the segments, in their order, and checks that each continues the previous one.</summary>
internal sealed class LogCheck
{
    private const int MaxStrays = 10;

    private readonly AuditVerificationOptions _options;
    private readonly TrustedCheckpoints _trusted;
    private readonly StartCheck _start;
    private readonly AuditFindings _findings = new();
    private readonly SignatureCoverage? _coverage;
    private SegmentReport? _last;
    private AuditCheckpoint? _checkpoint;
    private string? _logId;
    private long _signedSeq;
    private long _records;
    private int _segments;

    public LogCheck(AuditVerificationOptions options, TrustedCheckpoints trusted, StartCheck start)
    {
        _options = options;
        _trusted = trusted;
        _start = start;
        _coverage = options.Keys.Count > 0 ? new SignatureCoverage() : null;
    }

    public void Add(SegmentReport report)
    {
        if (_last is not null && report.Number != _last.Number + 1)
            _findings.Add(AuditFindingKind.SegmentMissing, report.Number, 0, _last.LastSeq, $"Segment {_last.Number} is followed by segment {report.Number}.");
        if (report.Header is { } header)
            CheckHeader(report.Number, header);

        _findings.Add(report.Findings);
        _coverage?.Add(report);
        _start.Add(report, _coverage is not null);
        _checkpoint = report.LastCheckpoint ?? _checkpoint;
        _signedSeq = Math.Max(_signedSeq, report.SignedSeq);
        _records += report.Records;
        _segments++;
        _last = report;
    }

    /// <summary>Reports files that have the name of a segment but are not segments.</summary>
    public void AddStrays(string directory)
    {
        var (names, count) = SegmentFolder.Strays(directory, MaxStrays);
        foreach (var name in names)
            _findings.Add(AuditFindingKind.FileIgnored, 0, 0, 0, $"The file '{name}' is not a segment of the log.");
        if (count > names.Count)
            _findings.Add(AuditFindingKind.FileIgnored, 0, 0, 0, $"{count - names.Count} further files are not segments of the log.");
    }

    public AuditVerification Complete()
    {
        if (_last is null)
            _findings.Add(AuditFindingKind.SegmentMissing, 0, 0, 0, "There is no segment in the directory.");

        _start.Complete(_findings);
        _coverage?.Complete();
        if (_coverage is not null && _checkpoint is not null)
            _findings.Add(_coverage.Findings);

        CheckEnd();
        return new AuditVerification
        {
            Verdict = Verdict(),
            ProblemCount = _findings.ProblemCount,
            Findings = _findings.All,
            LogId = _logId,
            Segments = _segments,
            Records = _records,
            LastSeq = _last?.LastSeq ?? 0,
            SignedSeq = _signedSeq,
            UnsignedRecords = _coverage?.Unsigned ?? 0,
            LastCheckpoint = _checkpoint,
        };
    }

    private AuditVerdict Verdict() => (_findings.ProblemCount, _coverage) switch
    {
        ( > 0, _) => AuditVerdict.Broken,
        (_, null) => AuditVerdict.Consistent,
        (_, { Unsigned: > 0 } or { EndsWithBareHeader: true }) => AuditVerdict.PartlyVouched,
        _ => _start.IsOnlyTrusted ? AuditVerdict.PartlyVouched : AuditVerdict.Intact,
    };

    private void CheckHeader(int number, SegmentHeader header)
    {
        if (!Continues(header))
            _findings.Add(
                AuditFindingKind.SegmentsApart,
                number,
                1,
                header.FirstSeq - 1,
                $"The segment continues after record {header.FirstSeq - 1}, not after the end of the previous segment.");
        if (header.Log != (_logId ??= _options.LogId ?? header.Log))
            _findings.Add(AuditFindingKind.LogChanged, number, 1, header.FirstSeq - 1, $"The segment belongs to the log {header.Log}, not to {_logId}.");
        if (header.Time < _last?.LastCheckpoint?.Time)
            _findings.Add(
                AuditFindingKind.ClockSetBack,
                number,
                1,
                header.FirstSeq - 1,
                $"The segment was started at {header.Time:O}, but the previous one was signed at {_last.LastCheckpoint.Time:O}.");
    }

    // The first of all segments continues nothing; the segments before a later start are missing.
    private bool Continues(SegmentHeader header)
    {
        if (_last is not null)
            return header.Link == _last.LastLink && header.FirstSeq == _last.LastSeq + 1;

        return header.Number > 1 || (header.Link == new ChainState().LinkText && header.FirstSeq == 1);
    }

    private void CheckEnd()
    {
        var seq = _last?.LastSeq ?? 0;
        foreach (var missing in _trusted.Missing)
        {
            if (missing.Log != _logId)
                _findings.Add(
                    AuditFindingKind.LogChanged,
                    missing.Segment,
                    0,
                    missing.Seq,
                    $"A trusted checkpoint belongs to the log {missing.Log}, but this is the log {_logId ?? "(none)"}: another log has replaced it.");
            else if (missing.Segment >= _start.Number)
                _findings.Add(AuditFindingKind.Truncated, missing.Segment, 0, missing.Seq, MissingText(missing, seq));
        }

        if (_coverage is null)
            _findings.Add(
                AuditFindingKind.SignaturesNotChecked,
                0,
                0,
                0,
                "No key was given, so signatures were not checked: anybody who can write the files could have made all of the log.");
        else if (_checkpoint is null)
            _findings.Add(AuditFindingKind.SignatureWrong, 0, 0, 0, "No checkpoint is signed by one of the keys.");
        if (_options.RequireFinalCheckpoint && _last?.EndsWithCheckpoint is not true)
            _findings.Add(AuditFindingKind.Truncated, _last?.Number ?? 0, 0, seq, "The log does not end with a checkpoint.");
    }

    private static string MissingText(AuditCheckpoint missing, long seq) => seq < missing.Seq
        ? $"The log ends with record {seq}, but a trusted checkpoint contains record {missing.Seq}."
        : $"The trusted checkpoint after record {missing.Seq} is not in the log: it was cut off and the log was continued, or the whole log was rewritten.";
}
