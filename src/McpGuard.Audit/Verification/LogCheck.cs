namespace McpGuard.Audit;

/// <summary>Joins what was found in the segments, in their order, and judges whether each goes on from the one before it.</summary>
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
        (_options, _trusted, _start) = (options, trusted, start);
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

    /// <summary>Tells of files that are called like segments, and are none.</summary>
    public void AddStrays(string directory)
    {
        var (names, count) = SegmentFolder.Strays(directory, MaxStrays);
        foreach (var name in names)
            _findings.Add(AuditFindingKind.FileIgnored, 0, 0, 0, $"The file '{name}' is no segment of the log.");
        if (count > names.Count)
            _findings.Add(AuditFindingKind.FileIgnored, 0, 0, 0, $"{count - names.Count} further files are no segments of the log.");
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
        if (!GoesOn(header))
            _findings.Add(AuditFindingKind.SegmentsApart, number, 1, header.FirstSeq - 1, $"The segment goes on from record {header.FirstSeq - 1}, and not from the end of what is before it.");
        if (header.Log != (_logId ??= _options.LogId ?? header.Log))
            _findings.Add(AuditFindingKind.LogChanged, number, 1, header.FirstSeq - 1, $"The segment is of the log {header.Log}, and not of {_logId}.");
        if (header.Time < _last?.LastCheckpoint?.Time)
            _findings.Add(AuditFindingKind.ClockSetBack, number, 1, header.FirstSeq - 1, $"The segment was begun at {header.Time:O}, and the one before it signed at {_last.LastCheckpoint.Time:O}.");
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
        foreach (var missing in _trusted.Missing)
        {
            if (missing.Log != _logId)
                _findings.Add(AuditFindingKind.LogChanged, missing.Segment, 0, missing.Seq, $"A trusted checkpoint is of the log {missing.Log}, and this is the log {_logId ?? "(none)"}: another log stands in its place.");
            else if (missing.Segment >= _start.Number)
                _findings.Add(AuditFindingKind.Truncated, missing.Segment, 0, missing.Seq, MissingText(missing, seq));
        }

        if (_coverage is null)
            _findings.Add(AuditFindingKind.SignaturesNotChecked, 0, 0, 0, "No key was given, so signatures were not checked: whoever can write the files could have made all of the log.");
        else if (_checkpoint is null)
            _findings.Add(AuditFindingKind.SignatureWrong, 0, 0, 0, "No checkpoint is signed by one of the keys.");
        if (_options.RequireFinalCheckpoint && _last?.EndsWithCheckpoint is not true)
            _findings.Add(AuditFindingKind.Truncated, _last?.Number ?? 0, 0, seq, "The log does not end with a checkpoint.");
    }

    private static string MissingText(AuditCheckpoint missing, long seq) => seq < missing.Seq
        ? $"The log ends with record {seq}, and a trusted checkpoint knows of record {missing.Seq}."
        : $"The trusted checkpoint after record {missing.Seq} is not in the log: it was cut off, and the log written on, or all was written anew.";
}
