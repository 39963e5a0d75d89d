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
    private readonly CheckpointSigner _signer;
    private readonly TimeProvider _time;
    private readonly AuditFileEvents _events;
    private readonly Channel<AuditFileEntry> _queue;
    private readonly AuditBatch _batch = new();
    private readonly ITimer _timer;
    private readonly Task _writing;
    private bool _mustSign;
    private long _flushedAt;
    private volatile Exception? _failure;

    private AuditFile(SegmentFolder folder, AuditFileOptions options, IAuditSigner? signer, TimeProvider time, AuditFileEvents events)
    {
        (_folder, _time, _events, _flushedAt) = (folder, time, events, time.GetTimestamp());
        _signer = new(signer, time, events.Unsigned);
        var (state, recoveries) = new SegmentRecovery(folder, signer, time).Run();
        _retention = new(folder, options, signer, state.LogId, time, events);
        _writer = new(folder, options, time, state);
        try
        {
            // A signer runs on another thread, and has a deadline.
            StartAsync(recoveries).AsTask().GetAwaiter().GetResult();
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
    public long Excess => _retention.Excess;

    /// <summary>Why checkpoints have no signature at the moment, or null.</summary>
    public string? SigningProblem => _signer.Problem;

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
                _batch.Add(entry);

            await TryCommitAsync(isLast: false).ConfigureAwait(false);
        }

        await TryCommitAsync(isLast: true).ConfigureAwait(false);
    }

    private async ValueTask StartAsync(IReadOnlyList<byte[]> recoveries)
    {
        foreach (var recovery in recoveries)
            _writer.Append(recovery);

        await CheckpointAsync(isLast: true).ConfigureAwait(false);
        _writer.Flush();
        await RetainAsync().ConfigureAwait(false);
    }

    private async ValueTask TryCommitAsync(bool isLast)
    {
        try
        {
            try
            {
                await CommitAsync(isLast).ConfigureAwait(false);
            }
            catch (SegmentBreakException exception)
            {
                GoOnAfter(exception);
                await CommitAsync(isLast).ConfigureAwait(false);
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

            _batch.Fail(exception);
        }
    }

    // All records since the last flush are written again, after a record of the event.
    private void GoOnAfter(SegmentBreakException broken)
    {
        _folder.ThrowIfTakenOver();
        _events.Broken?.Invoke(broken.Message);
        _batch.Restart(_writer.BreakOff(broken.Message));
        _mustSign = true;
    }

    private async ValueTask CommitAsync(bool isLast)
    {
        _folder.ThrowIfTakenOver();
        while (_batch.TryTake(out var record))
        {
            _writer.Append(record.Span);
            if (_writer.IsCheckpointDue)
                await CheckpointAsync(isLast: false).ConfigureAwait(false);
        }

        var isFull = _writer.IsSegmentFull;
        await CheckpointAsync(isLast, isFull || (_mustSign && !_batch.IsEmpty)).ConfigureAwait(false);
        _writer.Write();
        if (_batch.IsAwaited || isFull || isLast || _writer.UnflushedBytes >= MaxUnflushedBytes || _time.GetElapsedTime(_flushedAt) >= FlushInterval)
            Flush();

        if (isFull)
            _writer.BeginSegment();
        if (isFull || _retention.IsDue)
            await RetainAsync().ConfigureAwait(false);
    }

    // Without a signature the records stay as they are, and the next checkpoint covers them.
    private async ValueTask CheckpointAsync(bool isLast, bool isForced = false)
    {
        if (!_writer.NeedsCheckpoint(isLast || isForced) || !_signer.MayAsk(isLast))
            return;

        // No call waits for a key that is elsewhere.
        var signing = _signer.TrySignAsync(_writer.MakeCheckpoint(_signer.KeyId)).AsTask();
        if (!signing.IsCompleted)
            Flush();
        if (await signing.ConfigureAwait(false) is { } signed)
            _writer.Append(signed);
    }

    private void Flush()
    {
        var startedAt = _time.GetTimestamp();
        _writer.Flush();
        _folder.ThrowIfTakenOver();
        (_flushedAt, _mustSign) = (_time.GetTimestamp(), _mustSign && !_writer.EndsWithCheckpoint);
        _events.Flushed?.Invoke(_time.GetElapsedTime(startedAt, _flushedAt));
        _batch.Complete();
    }

    // Write and sign the deletion record before deleting: an unexplained gap would fail verification.
    private async ValueTask RetainAsync()
    {
        while (_signer.Problem is null && _retention.Find(_writer.Size, _writer.Begins) is { } deletion)
        {
            _writer.Append(JsonSerializer.SerializeToUtf8Bytes(deletion, AuditFileJson.Default.DeletionRecord));
            await CheckpointAsync(isLast: true).ConfigureAwait(false);
            _writer.Flush();
            if (!_writer.EndsWithCheckpoint)
                break;

            _writer.Begins = deletion.Last + 1;
        }

        _retention.DeleteBefore(_writer.Begins);
    }
}
