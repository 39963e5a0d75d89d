using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>
/// Writes the lines of the log: headers, records and checkpoints, each with the hash of the previous line. Flushed lines stay; all other
/// lines can be undone together. Used by one thread at a time.
/// </summary>
internal sealed class SegmentWriter(SegmentFolder folder, AuditFileOptions options, TimeProvider time, ChainState start) : IDisposable
{
    private const int WriteSize = 1024 * 1024;

    private readonly ChainState _state = start.Copy();
    private readonly ChainState _durable = start.Copy();
    private readonly ArrayBufferWriter<byte> _lines = new(64 * 1024);
    private FileStream? _stream;
    private FileState _identity;
    private int _begun;

    /// <summary>The amount that a crash could lose.</summary>
    public long UnflushedBytes => _state.Length - _durable.Length;

    /// <summary>The last checkpoint on stable storage, or null if there is none.</summary>
    public AuditCheckpoint? NewestCheckpoint => _durable.NewestCheckpoint;

    /// <summary>The size of all segments that were ever written, as far as the writer vouches for them.</summary>
    public long Size => _state.Offset + _state.Length;

    /// <summary>The number of the first segment of the log, for the next header.</summary>
    public int Begins
    {
        get => _state.Begins;
        set => _state.Begins = _durable.Begins = value;
    }

    public bool EndsWithCheckpoint => _state.EndsWithCheckpoint;

    /// <summary>Whether so many records have no checkpoint that one is due whatever the time is.</summary>
    public bool IsCheckpointDue => _state.RecordsSinceCheckpoint >= options.CheckpointRecords;

    public bool IsSegmentFull =>
        _state.Tree.Count > 0 && (_state.Length >= options.MaxSegmentBytes || IsOver(_state.StartedAt, options.MaxSegmentAge));

    public void Append(ReadOnlySpan<byte> record)
    {
        if (_state.Length == 0)
            AppendHeader();

        var start = _lines.WrittenCount;
        AuditLine.WriteRecord(_lines, record, ++_state.Seq, _state.Link);
        EndLine(start, LineKind.Record);
        if (_lines.WrittenCount >= WriteSize)
            Write();
    }

    /// <returns>Whether a checkpoint is due, or must be the last line and is not.</returns>
    public bool NeedsCheckpoint(bool isLast) =>
        _state.Length > 0 && !_state.EndsWithCheckpoint && (isLast || IsCheckpointDue || IsOver(_state.CheckpointAt, options.CheckpointInterval));

    /// <returns>The checkpoint of the last line, without a signature.</returns>
    public AuditCheckpoint MakeCheckpoint(string? keyId) => new()
    {
        Log = _state.LogId,
        Segment = _state.Segment,
        Seq = _state.Seq,
        Size = _state.Tree.Count,
        Hash = _state.LinkText,
        Root = Base64Url.EncodeToString(_state.Tree.Root()),
        Time = time.GetUtcNow(),
        KeyId = keyId,
    };

    /// <summary>Writes the checkpoint of the last line.</summary>
    public void Append(AuditCheckpoint checkpoint)
    {
        AppendLine(checkpoint.ToLine(), LineKind.Checkpoint);
        _state.CheckpointAt = checkpoint.Time;
        _state.NewestCheckpoint = checkpoint;
    }

    /// <summary>Writes the lines to the operating system, where they survive the end of this process, and checks that the path leads to them.</summary>
    /// <exception cref="SegmentBreakException">The file at the segment's path is not the one that was written.</exception>
    public void Write()
    {
        if (_lines.WrittenCount == 0)
            return;

        WriteLines();
        folder.RequireSegment(_state.Segment, _state.Length, _identity);
    }

    /// <summary>Writes the lines to stable storage, and checks that the path still leads to them.</summary>
    /// <exception cref="SegmentBreakException">The file at the segment's path is not the one that was written.</exception>
    public void Flush()
    {
        if (_lines.WrittenCount > 0)
            WriteLines();
        if (UnflushedBytes > 0)
            _stream!.Flush(flushToDisk: true);
        if (_state.Length > 0)
            folder.RequireInPlace(_state.Segment, _state.Length, _stream is null ? null : _identity);

        _durable.CopyFrom(_state);
    }

    /// <summary>
    /// Makes the next line start a new segment. All lines must have been flushed. If the segment ends without a signature, the next header
    /// vouches for it and the next signature covers it.
    /// </summary>
    public void BeginSegment() => BeginSegment(leavesRest: !_state.EndsWithCheckpoint);

    /// <summary>Undoes the lines that have not been flushed. If the file does not permit that, the log continues in another file.</summary>
    public void Rewind()
    {
        _lines.ResetWrittenCount();
        _state.CopyFrom(_durable);
        try
        {
            // Bytes that another process has truncated are not filled with zeros: the next write detects that they are missing.
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

    /// <summary>Leaves a file that differs from what was written. The log continues in a new file whose header reports it.</summary>
    /// <returns>The first record of the new file.</returns>
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

        // A segment of which nothing was flushed is started again under its number.
        _begun = 0;
        return SegmentRecovery.RecordOf(record);
    }

    /// <summary>Leaves the file as it is, without undoing anything.</summary>
    public void Abandon()
    {
        _lines.ResetWrittenCount();
        _state.CopyFrom(_durable);
        CloseFile();
    }

    public void Dispose() => CloseFile();

    private void WriteLines()
    {
        _stream ??= Open();

        // If another process has truncated or extended the file, this would leave a hole, or overwrite its data.
        if (_stream.Length != _stream.Position)
            throw new SegmentBreakException($"Segment {_state.Segment} has {_stream.Length} bytes, but {_stream.Position} were written.");

        _stream.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }

    private FileStream Open()
    {
        var isNew = _durable.Length == 0 && _begun != _state.Segment;
        var stream = folder.OpenWrite(_state.Segment, _durable.Length, isNew);
        _begun = _state.Segment;
        _identity = FileState.Of(stream);
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
        // An existing file is not overwritten.
        if (_begun != _state.Segment && folder.Has(_state.Segment))
            throw new SegmentBreakException($"Segment {_state.Segment} existed before it was started.");

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
        _state.StartedAt = _state.CheckpointAt = now;
        _state.Break = null;
        _state.Unvouched = null;
    }

    // After the clock was set back, the elapsed time is unknown.
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
}
