using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>
/// Writes the lines of the log: headers, records and checkpoints, each joined to the one before it. What has been flushed stays
/// whatever happens; what has not can be taken back as a whole. Used by one thread at a time.
/// </summary>
internal sealed class SegmentWriter(SegmentFolder folder, AuditFileOptions options, IAuditSigner? signer, TimeProvider time, ChainState start) : IDisposable
{
    private const int WriteSize = 1024 * 1024;

    private readonly ChainState _state = Copy(start);
    private readonly ChainState _durable = Copy(start);
    private readonly ArrayBufferWriter<byte> _lines = new(64 * 1024);
    private FileStream? _stream;
    private int _begun;

    /// <summary>How much a crash could take.</summary>
    public long UnflushedBytes => _state.Length - _durable.Length;

    /// <summary>The last checkpoint on stable storage, or null if there is none.</summary>
    public AuditCheckpoint? NewestCheckpoint => _durable.NewestCheckpoint;

    /// <summary>How large all segments are together that were ever written, as far as the writer vouches for them.</summary>
    public long Size => _state.Offset + _state.Length;

    /// <summary>The number of the segment that the log begins with. The next header tells it.</summary>
    public int Begins
    {
        get => _state.Begins;
        set => _state.Begins = _durable.Begins = value;
    }

    public bool IsSegmentFull =>
        _state.Tree.Count > 0 && (_state.Length >= options.MaxSegmentBytes || IsOver(_state.StartedAt, options.MaxSegmentAge));

    public void Append(ReadOnlySpan<byte> record)
    {
        if (_state.Length == 0)
            AppendHeader();

        var start = _lines.WrittenCount;
        AuditLine.WriteRecord(_lines, record, ++_state.Seq, _state.Link);
        EndLine(start, LineKind.Record);
        if (_state.RecordsSinceCheckpoint >= options.CheckpointRecords)
            Checkpoint();
        if (_lines.WrittenCount >= WriteSize)
            Write();
    }

    /// <summary>Writes a checkpoint if one is due, or if it must be the last word.</summary>
    public void Checkpoint(bool isLast)
    {
        var isDue = isLast || IsOver(_state.CheckpointAt, options.CheckpointInterval);
        if (isDue && _state.Length > 0 && !_state.EndsWithCheckpoint)
            Checkpoint();
    }

    /// <summary>Hands the lines to the operating system, from where no end of this process can take them back.</summary>
    public void Write()
    {
        if (_lines.WrittenCount == 0)
            return;

        _stream ??= Open();

        // Behind what another process has cut off or added, this would leave a hole, or write over it.
        if (_stream.Length != _stream.Position)
            throw new SegmentBreakException($"Segment {_state.Segment} has {_stream.Length} bytes, and {_stream.Position} were written.");

        _stream.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }

    /// <summary>Brings the lines to stable storage, and looks whether they are where everybody will look for them.</summary>
    /// <exception cref="SegmentBreakException">The file at the segment's path is not the one that was written.</exception>
    public void Flush()
    {
        Write();
        if (UnflushedBytes > 0)
            _stream!.Flush(flushToDisk: true);
        if (_state.Length > 0)
            folder.RequireInPlace(_state.Segment, _state.Length, _stream);

        _durable.CopyFrom(_state);
    }

    /// <summary>Lets the next line begin a new segment. All must have been flushed.</summary>
    public void BeginSegment() => BeginSegment(leavesRest: false);

    /// <summary>Takes back what has not been flushed. Where the file does not let that happen, the log goes on in another.</summary>
    public void Rewind()
    {
        _lines.ResetWrittenCount();
        _state.CopyFrom(_durable);
        try
        {
            // What somebody else has cut off is not filled up with zeros: the next write finds that it is missing.
            if (_stream?.Length > _durable.Length)
                _stream.SetLength(_durable.Length);
            _stream?.Seek(_durable.Length, SeekOrigin.Begin);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            if (_durable.Length > 0)
                BeginSegment(leavesRest: true);
            else
                CloseFile();
        }
    }

    /// <summary>Leaves a file that is not what was written to it, and lets the log go on in a new one whose header says so.</summary>
    /// <returns>The record to begin it with.</returns>
    public byte[] BreakOff(string problem)
    {
        Abandon();
        var last = folder.Numbers is [.., var found] ? found : 0;
        SegmentFolder.RequireRoomAfter(last);
        var record = new RecoveryRecord
        {
            Time = time.GetUtcNow(),
            Segment = _state.Segment,
            Offset = _state.Length,
            Bytes = 0,
            LastHash = _state.LinkText,
            Problem = SegmentHeader.Shorten(problem),
        };
        var isBegun = _durable.Length > 0;
        _state.BeginSegment(Math.Max(_state.Segment + (isBegun ? 1 : 0), last + 1), leavesRest: isBegun);
        _state.Break = record.Problem;
        _durable.CopyFrom(_state);
        return SegmentRecovery.RecordOf(record);
    }

    /// <summary>Leaves the file as it is, without taking anything back.</summary>
    public void Abandon()
    {
        _lines.ResetWrittenCount();
        _state.CopyFrom(_durable);
        CloseFile();
    }

    public void Dispose() => CloseFile();

    private FileStream Open()
    {
        var isNew = _durable.Length == 0 && _begun != _state.Segment;
        var stream = folder.OpenWrite(_state.Segment, _durable.Length, isNew);
        _begun = _state.Segment;
        return stream;
    }

    private void BeginSegment(bool leavesRest)
    {
        CloseFile();
        _state.BeginSegment(_state.Segment + 1, leavesRest);
        _durable.CopyFrom(_state);
    }

    private void CloseFile()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private void AppendHeader()
    {
        // What somebody has put there is not overwritten.
        if (_begun != _state.Segment && folder.Has(_state.Segment))
            throw new SegmentBreakException($"Segment {_state.Segment} was there before it was begun.");

        var now = time.GetUtcNow();
        var header = new SegmentHeader
        {
            Version = SegmentHeader.CurrentVersion,
            Log = _state.LogId,
            Number = _state.Segment,
            FirstSeq = _state.Seq + 1,
            Begins = _state.Begins,
            Offset = _state.Offset,
            Time = now,
            CheckpointRecords = options.CheckpointRecords,
            CheckpointSeconds = options.CheckpointInterval.TotalSeconds,
            Unvouched = _state.Unvouched,
            PreviousLength = _state.PreviousLength,
            Break = _state.Break,
            Link = _state.LinkText,
        };
        AppendLine(header.ToLine(), LineKind.Header);
        (_state.StartedAt, _state.CheckpointAt, _state.Break, _state.Unvouched) = (now, now, null, null);
    }

    private void Checkpoint()
    {
        var checkpoint = new AuditCheckpoint
        {
            Log = _state.LogId,
            Segment = _state.Segment,
            Seq = _state.Seq,
            Size = _state.Tree.Count,
            Hash = _state.LinkText,
            Root = Base64Url.EncodeToString(_state.Tree.Root()),
            Time = time.GetUtcNow(),
            KeyId = signer?.KeyId,
        };
        if (signer is not null)
            checkpoint = checkpoint with { Signature = Base64Url.EncodeToString(signer.Sign(checkpoint.SignedBytes())) };

        AppendLine(checkpoint.ToLine(), LineKind.Checkpoint);
        (_state.CheckpointAt, _state.NewestCheckpoint) = (checkpoint.Time, checkpoint);
    }

    // Since a clock that was set back, nobody knows how long it has been.
    private bool IsOver(DateTimeOffset start, TimeSpan length) => time.GetUtcNow() - start is var elapsed && (elapsed < TimeSpan.Zero || elapsed >= length);

    private void AppendLine(ReadOnlySpan<byte> line, LineKind kind)
    {
        var start = _lines.WrittenCount;
        _lines.Write(line);
        EndLine(start, kind);
    }

    private void EndLine(int start, LineKind kind)
    {
        _state.Add(_lines.WrittenSpan[start..], kind);
        _lines.Write("\n"u8);
    }

    private static ChainState Copy(ChainState state)
    {
        var copy = new ChainState();
        copy.CopyFrom(state);
        return copy;
    }
}
