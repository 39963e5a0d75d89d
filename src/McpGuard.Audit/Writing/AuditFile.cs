using System.Text.Json;
using System.Threading.Channels;

namespace McpGuard.Audit;

/// <summary>
/// The audit log on disk. One writer takes all waiting records, writes them together, flushes once and releases their callers. A failure is
/// reported to the waiting callers, and buffered records are written again at the next attempt.
/// </summary>
internal sealed class AuditFile : IAsyncDisposable
{
    public const string Section = "McpGuard:Audit:File";
    public static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    // A buffered record is kept until it is on stable storage, so that a failed flush does not lose it.
    private const long MaxUnflushedBytes = 16 * 1024 * 1024;

    private readonly SegmentFolder _folder;
    private readonly SegmentWriter _writer;
    private readonly SegmentRetention _retention;
    private readonly TimeProvider _time;
    private readonly AuditFileEvents _events;
    private readonly Channel<AuditFileEntry> _queue;
    private readonly List<AuditFileEntry> _batch = [];
    private readonly ITimer _timer;
    private readonly Task _writing;
    private int _next;
    private bool _mustSign;
    private bool _isBroken;
    private long _flushedAt;
    private long _excess;
    private volatile Exception? _failure;

    private AuditFile(SegmentFolder folder, AuditFileOptions options, IAuditSigner? signer, TimeProvider time, AuditFileEvents events)
    {
        (_folder, _time, _events, _flushedAt) = (folder, time, events, time.GetTimestamp());
        var (state, recoveries) = new SegmentRecovery(folder, signer, time).Run();
        _retention = new(folder, options, signer, state.LogId, time);
        _writer = new(folder, options, signer, time, state);
        try
        {
            foreach (var recovery in recoveries)
                _writer.Append(recovery);

            _writer.Checkpoint(isLast: true);
            _writer.Flush();
            Retain();
        }
        catch
        {
            _writer.Dispose();
            throw;
        }

        _queue = Channel.CreateBounded<AuditFileEntry>(new BoundedChannelOptions(options.QueueLimit) { SingleReader = true });
#pragma warning disable RS0030 // This callback throws nothing.
        _timer = time.CreateTimer(static self => ((AuditFile)self!)._queue.Writer.TryWrite(default), this, FlushInterval, FlushInterval);
#pragma warning restore RS0030
        _writing = Task.Run(RunAsync);
    }

    /// <summary>The number of records in the queue.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>The number of bytes by which the log exceeds <see cref="AuditFileOptions.RetainBytes"/>, because it may not delete younger segments.</summary>
    public long Excess => Interlocked.Read(ref _excess);

    /// <summary>The last checkpoint on stable storage, or null if there is none.</summary>
    public AuditCheckpoint? NewestCheckpoint => _writer.NewestCheckpoint;

    /// <summary>Continues the log in a directory, or starts one.</summary>
    /// <exception cref="ArgumentException">An option, or the signer's name, is invalid.</exception>
    /// <exception cref="IOException">The log is being written by another process, cannot be written, or its directory does not answer.</exception>
    public static AuditFile Open(AuditFileOptions options, IAuditSigner? signer, TimeProvider time, Func<string, FileStreamOptions, FileStream>? open = null, AuditFileEvents? events = null, PatientFile? directory = null)
    {
        AuditFileProblems.ThrowIfAny(Section, options, signer);
        var folder = SegmentFolder.Open(options.Directory!, open, directory ?? PatientFile.Of(options.Directory!));
        try
        {
            return new AuditFile(folder, options, signer, time, events ?? new());
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Queues a record, whose bytes must not change any more.</summary>
    /// <returns>A task that completes when the record has reached what <paramref name="durability"/> names.</returns>
    /// <exception cref="ArgumentException">The record cannot be a line.</exception>
    /// <exception cref="IOException">The record is not in the log.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> record, AuditDurability durability, CancellationToken cancellationToken)
    {
        if (RecordForm.Problem(record.Span) is { } problem)
            throw new ArgumentException(problem, nameof(record));

        // While the disk fails, no record counts as buffered before it is stored.
        var waiter = durability == AuditDurability.Buffered && _failure is null ? null : new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _queue.Writer.WriteAsync(new(record, waiter), cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(AuditFile));
        }

        if (waiter is not null)
            await waiter.Task.ConfigureAwait(false);
    }

    /// <summary>Writes the queue and a last checkpoint.</summary>
    /// <exception cref="IOException">Buffered records could not be written.</exception>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
            return;

        await _timer.DisposeAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        _writer.Dispose();
        _folder.Dispose();
        if (_failure is { } failure)
            throw new IOException("The end of the audit log could not be written.", failure);
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            for (var waiting = _queue.Reader.Count; waiting > 0 && _queue.Reader.TryRead(out var entry); waiting--)
            {
                if (!entry.Record.IsEmpty)
                    _batch.Add(entry);
            }

            TryCommit(isLast: false);
        }

        TryCommit(isLast: true);
    }

    private void TryCommit(bool isLast)
    {
        try
        {
            try
            {
                Commit(isLast);
            }
            catch (SegmentBreakException exception)
            {
                GoOnAfter(exception);
                Commit(isLast);
            }

            _failure = null;
        }
        catch (Exception exception)
        {
            _failure = exception;
            if (exception is SegmentBreakException || _folder.IsTakenOver)
                _writer.Abandon();
            else
                _writer.Rewind();

            _next = 0;
            _batch.RemoveAll(entry => entry.Waiter?.TrySetException(new IOException("The audit record could not be written.", exception)) is true);
        }
    }

    // All records since the last flush are written again, after a record of the event.
    private void GoOnAfter(SegmentBreakException broken)
    {
        ThrowIfTakenOver();
        _events.Broken?.Invoke(broken.Message);
        var record = new AuditFileEntry(_writer.BreakOff(broken.Message), Waiter: null);
        if (_isBroken)
            _batch[0] = record;
        else
            _batch.Insert(0, record);

        (_next, _mustSign, _isBroken) = (0, true, true);
    }

    private void ThrowIfTakenOver()
    {
        if (_folder.IsTakenOver)
            throw new IOException("Another process has taken over the audit log, so this one stops writing. Give each process its own directory, and restart.");
    }

    private void Commit(bool isLast)
    {
        ThrowIfTakenOver();
        var isAwaited = false;
        for (; _next < _batch.Count; _next++)
        {
            _writer.Append(_batch[_next].Record.Span);
            isAwaited |= _batch[_next].Waiter is not null;
        }

        var isFull = _writer.IsSegmentFull;
        _writer.Checkpoint(isLast || isFull || (_mustSign && _batch.Count > 0));
        _writer.Write();
        if (isAwaited || isFull || isLast || _writer.UnflushedBytes >= MaxUnflushedBytes || _time.GetElapsedTime(_flushedAt) >= FlushInterval)
            Flush();

        if (isFull)
            _writer.BeginSegment();
        if (isFull || _retention.IsDue)
            Retain();
    }

    private void Flush()
    {
        var startedAt = _time.GetTimestamp();
        _writer.Flush();
        ThrowIfTakenOver();
        (_flushedAt, _mustSign) = (_time.GetTimestamp(), _mustSign && _batch.Count == 0);
        _events.Flushed?.Invoke(_time.GetElapsedTime(startedAt, _flushedAt));
        foreach (var entry in _batch)
            entry.Waiter?.TrySetResult();

        _batch.Clear();
        (_next, _isBroken) = (0, false);
    }

    // Write and sign the deletion record before deleting: an unexplained gap would fail verification.
    private void Retain()
    {
        while (_retention.Find(_writer.Size, _writer.Begins) is { } deletion)
        {
            _writer.Append(JsonSerializer.SerializeToUtf8Bytes(deletion, AuditFileJson.Default.DeletionRecord));
            _writer.Checkpoint(isLast: true);
            _writer.Flush();
            _writer.Begins = deletion.Last + 1;
        }

        // After a crash, or if another process has a file open, some of the segments to delete may remain.
        foreach (var number in _folder.Files().Where(number => number < _writer.Begins))
        {
            if (!_folder.TryDelete(number))
                _events.Undeleted?.Invoke(number);
        }

        if (Interlocked.Exchange(ref _excess, _retention.Excess) == 0 && _retention.Excess > 0)
            _events.Outgrown?.Invoke(_retention.Excess);
    }
}
