using System.Buffers;
using System.Text;

namespace McpGuard.Audit;

/// <summary>
/// Checks one segment line by line, each against the lines before it. After a problem it continues with the content that it reads, so that
/// one change is not reported for every later line.
/// </summary>
internal sealed class SegmentCheck(AuditFindings findings, CheckpointCheck checkpoints)
{
    private const int LinesBetweenLooks = 4096;

    // A writer checks retention once an hour and once per segment.
    private const int MaxDeletions = 10_000;

    private readonly LineReader _lines = new();
    private readonly ArrayBufferWriter<byte> _lastRecord = new(1024);
    private readonly List<StartExplanation> _deletions = [];
    private (long Seq, DateTimeOffset? Time)? _unverified;

    public ChainState State { get; } = new();

    public SegmentHeader? Header { get; private set; }

    public long Records { get; private set; }

    /// <summary>Whether the last line is a checkpoint that is valid and, with keys, signed.</summary>
    public bool EndsVerified { get; private set; }

    /// <summary>The number of bytes up to the end of the last such checkpoint.</summary>
    public long VerifiedLength { get; private set; }

    /// <summary>The records after the last such checkpoint, or null.</summary>
    public UnsignedRange? Unverified => _unverified is { } first
        ? new(State.Segment, first.Seq, State.Seq, first.Time, RecordTime.Read(_lastRecord.WrittenSpan))
        : null;

    /// <summary>The deletion records in this segment.</summary>
    public IReadOnlyList<StartExplanation> Deletions => _deletions;

    /// <summary>Reads the segment.</summary>
    /// <returns>The number of bytes after its last complete line.</returns>
    public long Read(int number, Stream stream, long length, CancellationToken cancellationToken) =>
        Read(number, stream, length, endsAtCheckpoint: false, cancellationToken);

    /// <summary>Reads the segment to its first checkpoint, whose signature covers the header.</summary>
    public void ReadStart(int number, Stream stream, long length) => Read(number, stream, length, endsAtCheckpoint: true, CancellationToken.None);

    private long Read(int number, Stream stream, long length, bool endsAtCheckpoint, CancellationToken cancellationToken)
    {
        State.BeginSegment(number);
        _lines.Reset(stream, length);
        while (!(endsAtCheckpoint && State.EndsWithCheckpoint) && _lines.TryRead(out var bytes))
        {
            if (AuditLine.TryParse(bytes, out var line))
            {
                Check(line);
                State.Add(bytes, line.Kind);
                if (EndsVerified)
                    VerifiedLength = State.Length;
            }
            else
            {
                Report(AuditFindingKind.LineMalformed, "The line is malformed.");
                EndsVerified = false;
                State.Add(bytes, LineKind.Record);
            }

            if (_lines.Number % LinesBetweenLooks == 0)
                cancellationToken.ThrowIfCancellationRequested();
        }

        return _lines.Tail;
    }

    private void Check(AuditLine line)
    {
        if (_lines.Number == 1)
            CheckFirst(line);
        else if (line.Kind == LineKind.Header)
            Report(AuditFindingKind.HeaderWrong, "There is a header inside the segment.");
        else
            CheckLink(line);

        EndsVerified = false;
        if (line.Kind == LineKind.Record)
            CheckRecord(line);
        else if (line.Kind == LineKind.Checkpoint)
            CheckCheckpoint(line);
    }

    // The content before it is checked when the segments are joined.
    private void CheckFirst(AuditLine line)
    {
        State.Adopt(line.Link);
        State.Seq = Math.Max(0, line.Seq - 1);
        Header = line.Kind == LineKind.Header ? SegmentHeader.Parse(line.Bytes) : null;
        if (Header is not { } header)
        {
            Report(AuditFindingKind.HeaderWrong, "The segment does not begin with a header in its exact form.");
            return;
        }

        State.LogId = header.Log;
        State.Seq = header.FirstSeq - 1;
        State.StartedAt = header.Time;
        State.CheckpointAt = header.Time;
        State.Begins = header.Begins;
        State.Offset = header.Offset;
        if (header.Version != SegmentHeader.CurrentVersion)
            Report(AuditFindingKind.HeaderWrong, $"The log has the format version {header.Version}, which is not supported.");
        if (!LogId.IsId(header.Log) || header.Begins < 1 || header.Begins > header.Number || header.Offset < 0 || header.CheckpointRecords < 1 ||
            header.CheckpointSeconds is not (> 0 and < 86_400))
            Report(AuditFindingKind.HeaderWrong, "The header has values that a writer never writes.");
        if (header.Number != State.Segment)
            Report(AuditFindingKind.HeaderWrong, $"The header belongs to segment {header.Number}.");
        if (header.Break is { } reason)
            Report(AuditFindingKind.BreakReported, $"The writer began a new segment because the log was broken: {reason}");
    }

    private void CheckLink(AuditLine line)
    {
        if (line.Kind == LineKind.Record && line.Seq != State.Seq + 1)
        {
            var kind = line.Seq > State.Seq ? AuditFindingKind.LinesMissing : AuditFindingKind.LineMisplaced;
            Report(kind, $"Record {line.Seq} follows record {State.Seq}.");
        }
        else if (!line.Link.SequenceEqual(State.Link))
        {
            findings.Add(
                AuditFindingKind.LineChanged,
                State.Segment,
                _lines.Number - 1,
                State.Seq,
                "The line was changed: its hash differs from the one in the next line.");
        }
    }

    private void CheckCheckpoint(AuditLine line)
    {
        var (checkpoint, isVerified) = checkpoints.Check(line.Bytes, _lines.Number, State);
        State.CheckpointAt = checkpoint?.Time ?? State.CheckpointAt;
        EndsVerified = isVerified;
        if (isVerified)
            _unverified = null;
    }

    private void CheckRecord(AuditLine line)
    {
        Records++;
        State.Seq = line.Seq;
        _unverified ??= (line.Seq, RecordTime.Read(line.Bytes));
        _lastRecord.ResetWrittenCount();
        _lastRecord.Write(line.Bytes);
        if (LogEvent.IsRecovery(line.Bytes))
            Report(AuditFindingKind.Recovered, Encoding.UTF8.GetString(line.Bytes));
        else if (_deletions.Count < MaxDeletions && LogEvent.Deletion(line.Bytes) is { } deletion)
            _deletions.Add(new(line.Seq, deletion));
    }

    private void Report(AuditFindingKind kind, string message) => findings.Add(kind, State.Segment, _lines.Number, State.Seq, message);
}
