using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>
/// The audit log on disk. A caller that finds nobody writing writes all records that wait, its own among them, and returns; so no thread
/// hands over to another. A failure is reported to the waiting callers, and records whose calls have gone on are written again at the next attempt.
/// </summary>
internal sealed class AuditFile : IAsyncDisposable, IThreadPoolWorkItem
{
    public const string Section = "McpGuard:Audit:File";

    /// <summary>The longest time until a record is on stable storage.</summary>
    public static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    // A record is kept until it is on stable storage, so that a failed flush does not lose it.
    private const long MaxUnflushedBytes = 16 * 1024 * 1024;

    private readonly SegmentFolder _folder;
    private readonly SegmentWriter _writer;
    private readonly SegmentRetention _retention;
    private readonly CheckpointSigner _signer;
    private readonly TimeProvider _time;
    private readonly AuditFileEvents _events;
    private readonly RecordBuffers _buffers = new();
    private readonly WritePlace _place;
    private readonly AuditQueue _queue;
    private readonly ITimer _timer;
    private readonly AuditBatch _batch = new();
    private volatile bool _mustFlush;
    private bool _mustSign;
    private volatile Exception? _failure;

    private AuditFile(SegmentFolder folder, AuditFileOptions options, IAuditSigner? signer, TimeProvider time, AuditFileEvents events)
    {
        (_folder, _time, _events) = (folder, time, events);
        (_queue, _place) = (new(options.QueueLimit, Begin), new(options.Directory!, time));
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

#pragma warning disable RS0030 // This callback throws nothing.
        _timer = time.CreateTimer(static self => ((AuditFile)self!).Tick(), this, FlushInterval / 2, FlushInterval / 2);
#pragma warning restore RS0030
    }

    /// <summary>The number of records that nobody has begun to write.</summary>
    public int Waiting => _queue.Count;

    /// <summary>For how long the present write has had no answer of the disk; zero if there is none.</summary>
    public TimeSpan WriteAge => _place.Age;

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

    /// <summary>Takes a record.</summary>
    /// <returns>A task that completes when the record has reached what <paramref name="durability"/> names.</returns>
    /// <exception cref="ArgumentException">The record is too large.</exception>
    /// <exception cref="IOException">The record is not in the log.</exception>
    public ValueTask AppendAsync(AuditRecord record, AuditDurability durability, CancellationToken cancellationToken)
    {
        var buffer = _buffers.Rent();
        try
        {
            var json = buffer.Write(record);
            if (RecordForm.SizeProblem(json) is { } problem)
                throw new ArgumentException(problem, nameof(record));

            return EnqueueAsync(json, durability, cancellationToken);
        }
        finally
        {
            _buffers.Return(buffer);
        }
    }

    /// <summary>Takes a record that something else has written.</summary>
    /// <returns>A task that completes when the record has reached what <paramref name="durability"/> names.</returns>
    /// <exception cref="ArgumentException">The record cannot be a line.</exception>
    /// <exception cref="IOException">The record is not in the log.</exception>
    public ValueTask AppendAsync(ReadOnlySpan<byte> json, AuditDurability durability, CancellationToken cancellationToken)
    {
        if (RecordForm.Problem(json) is { } problem)
            throw new ArgumentException(problem, nameof(json));

        return EnqueueAsync(json, durability, cancellationToken);
    }

    /// <summary>Writes the queue and a last checkpoint.</summary>
    /// <exception cref="IOException">Records whose calls have gone on could not be written.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_queue.Close() is not { } idle)
            return;

        await _timer.DisposeAsync().ConfigureAwait(false);
        await idle.ConfigureAwait(false);

        // The host waits for its stop no longer than it has time, whatever the disk does.
        await Task.Run(async () => await TryCommitAsync(isLast: true).ConfigureAwait(false)).ConfigureAwait(false);
        _writer.Dispose();
        _folder.Dispose();
        if (_failure is { } failure)
            throw new IOException("The end of the audit log could not be written.", failure);
    }

    void IThreadPoolWorkItem.Execute() => _ = WriteAsync();

    // While the disk fails, no record counts as buffered before it is stored.
    private ValueTask EnqueueAsync(ReadOnlySpan<byte> json, AuditDurability durability, CancellationToken cancellationToken) =>
        _queue.AddAsync(json, durability, isAwaited: durability != AuditDurability.Buffered || _failure is not null, cancellationToken);

    private void Begin(bool isAwaited)
    {
        if (isAwaited && _place.IsHere)
            _ = WriteAsync();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Tick()
    {
        _mustFlush = true;
        if (_queue.TryBegin())
            Begin(isAwaited: true);
    }

    // Runs on one thread at a time. The caller whose record was written does not write those of others any longer.
    private async Task WriteAsync()
    {
        await TryCommitAsync(isLast: false).ConfigureAwait(false);
        while (!_queue.TryEnd())
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await TryCommitAsync(isLast: false).ConfigureAwait(false);
        }
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
        _queue.MoveTo(_batch);
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
        while (_batch.HasNext)
        {
            _writer.Append(_batch.Next());
            if (_writer.IsCheckpointDue)
                await CheckpointAsync(isLast: false).ConfigureAwait(false);
        }

        var isFull = _writer.IsSegmentFull;
        await CheckpointAsync(isLast, isFull || (_mustSign && !_batch.IsEmpty)).ConfigureAwait(false);
        Write();
        if (_batch.IsFlushAwaited || isFull || isLast || _mustFlush || _writer.UnflushedBytes >= MaxUnflushedBytes)
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

    private void Write()
    {
        using (_place.Begin())
            _writer.Write();

        _batch.CompleteWritten();
    }

    private void Flush()
    {
        _mustFlush = false;
        var startedAt = _time.GetTimestamp();
        using (_place.Begin())
        {
            _writer.Flush();
            _folder.ThrowIfTakenOver();
        }

        _mustSign &= !_writer.EndsWithCheckpoint;
        _events.Flushed?.Invoke(_time.GetElapsedTime(startedAt));
        _batch.CompleteFlushed();
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
