using System.Text;

namespace McpGuard;

/// <summary>
/// Follows the log line by line and compares each with what must come after the lines before it. After a problem it goes on from
/// what it reads, so that one change is not told of every line behind it.
/// </summary>
internal sealed class ChainCheck(AuditVerificationOptions options, AuditFindings findings)
{
    private readonly LineReader _lines = new();

    public ChainState State { get; } = new();

    public CheckpointCheck Checkpoints { get; } = new(options, findings);

    public StartCheck Start { get; } = new(options, findings);

    public long Records { get; private set; }

    /// <summary>Reads a segment.</summary>
    /// <returns>How many bytes stand behind its last whole line.</returns>
    public long Read(int number, Stream stream, long length, CancellationToken cancellationToken)
    {
        State.BeginSegment(number);
        _lines.Reset(stream, length);
        while (_lines.TryRead(out var bytes))
        {
            if (AuditLine.TryParse(bytes, out var line))
            {
                Check(line);
                State.Add(bytes, line.Kind);
            }
            else
            {
                Report(AuditFindingKind.LineMalformed, "The line has not the form of one.");
                State.Add(bytes, LineKind.Record);
            }

            if (_lines.Number % 4096 == 0)
                cancellationToken.ThrowIfCancellationRequested();
        }

        return _lines.Tail;
    }

    private void Check(AuditLine line)
    {
        var isFirst = _lines.Number == 1;
        if (isFirst != (line.Kind == LineKind.Header))
            Report(AuditFindingKind.HeaderWrong, isFirst ? "The segment does not begin with a header." : "A header stands inside the segment.");

        if (line.Kind == LineKind.Header)
            CheckHeader(line);
        else
            CheckLink(line);

        if (line.Kind == LineKind.Record)
            CheckRecord(line);
        else if (line.Kind == LineKind.Checkpoint)
            CheckCheckpoint(line);
    }

    private void CheckHeader(AuditLine line)
    {
        if (SegmentHeader.Parse(line.Bytes) is not { } header)
        {
            Report(AuditFindingKind.HeaderWrong, "The line is not exactly as a header is written.");
            return;
        }

        Start.TryBegin(header, State);
        if (header.Version != SegmentHeader.CurrentVersion)
            Report(AuditFindingKind.HeaderWrong, $"The log's form is version {header.Version}, which is unknown here.");
        if (header.Number != State.Segment)
            Report(AuditFindingKind.HeaderWrong, $"The header is that of segment {header.Number}.");
        if (!line.Link.SequenceEqual(State.Link) || header.FirstSeq != State.Seq + 1)
            Report(AuditFindingKind.SegmentsApart, $"The segment goes on from record {header.FirstSeq - 1}, and not from the end of what is before it.");
        if (header.Break is { } reason)
            Report(AuditFindingKind.BreakReported, $"The writer began a new segment, since the log was broken: {reason}");

        (State.Seq, State.StartedAt, State.CheckpointAt) = (header.FirstSeq - 1, header.Time, header.Time);
    }

    private void CheckLink(AuditLine line)
    {
        if (line.Kind == LineKind.Record && line.Seq != State.Seq + 1)
        {
            if (line.Seq > State.Seq)
                Report(AuditFindingKind.LinesMissing, $"Record {line.Seq} follows record {State.Seq}.");
            else
                Report(AuditFindingKind.LineMisplaced, $"Record {line.Seq} follows record {State.Seq}.");
        }
        else if (!line.Link.SequenceEqual(State.Link))
        {
            findings.Add(AuditFindingKind.LineChanged, State.Segment, _lines.Number - 1, State.Seq, "The line is not the one that the next line was written after.");
        }
    }

    private void CheckRecord(AuditLine line)
    {
        Records++;
        State.Seq = line.Seq;
        if (LogEvent.IsRecovery(line.Bytes))
            Report(AuditFindingKind.Recovered, Encoding.UTF8.GetString(line.Bytes));
        else if (LogEvent.IsDeletion(line.Bytes))
            Start.Explain(line.Bytes);
    }

    private void CheckCheckpoint(AuditLine line)
    {
        Checkpoints.Check(line.Bytes, _lines.Number, State);
        State.CheckpointAt = AuditCheckpoint.Parse(line.Bytes)?.Time ?? State.CheckpointAt;
    }

    private void Report(AuditFindingKind kind, string message) => findings.Add(kind, State.Segment, _lines.Number, State.Seq, message);
}
