using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>
/// Writes the batches of the log: records, checkpoints and deletions, to the operating system and to stable storage. A failure is reported to
/// the waiting callers, and records whose calls did not wait are written again at the next attempt. Used by one thread at a time.
/// </summary>
internal sealed class BatchWriter : IDisposable
{
    // A record is kept until it is on stable storage, so that a failed flush does not lose it.
    private const long MaxUnflushedBytes = 16 * 1024 * 1024;

    private readonly SegmentFolder _folder;
    private readonly SegmentWriter _writer;
    private readonly SegmentRetention _retention;
    private readonly CheckpointSigner _signer;
    private readonly TimeProvider _time;
    private readonly AuditFileEvents _events;
    private readonly AuditBatch _batch = new();
    private bool _mustSign;
    private volatile bool _mustFlush;
    private volatile Exception? _failure;

    public BatchWriter(SegmentFolder folder, AuditFileOptions options, IAuditSigner? signer, TimeProvider time, AuditFileEvents events)
    {
        _folder = folder;
        _time = time;
        _events = events;
        _signer = new(signer, time, events.Unsigned);
        var (state, recoveries) = new SegmentRecovery(folder, signer, time).Run();
        _retention = new(folder, options, signer, state.LogId, time, events);
        _writer = new(folder, options, time, state);
        Place = new(options.Directory!, time);
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
    }

    /// <summary>Where the log is written.</summary>
    public WritePlace Place { get; }

    /// <summary>Why the last batch could not be written, or null.</summary>
    public Exception? Failure => _failure;

    public long Excess => _retention.Excess;

    public string? SigningProblem => _signer.Problem;

    public AuditCheckpoint? NewestCheckpoint => _writer.NewestCheckpoint;

    /// <summary>Makes the next batch end with a flush.</summary>
    public void RequestFlush() => _mustFlush = true;

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
    }

    /// <summary>Writes the records of a queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="isLast">Whether the log is closed after them.</param>
    public async ValueTask CommitAsync(AuditQueue queue, bool isLast)
    {
        queue.MoveTo(_batch);
        try
        {
            try
            {
                await CommitAsync(isLast).ConfigureAwait(false);
            }
            catch (SegmentBreakException exception)
            {
                ContinueAfter(exception);
                await CommitAsync(isLast).ConfigureAwait(false);
            }

            _failure = null;
        }
        catch (Exception exception)
        {
            _failure = exception;
            if (exception is SegmentBreakException || _folder.MayBeTakenOver)
                _writer.Abandon();
            else
                _writer.Rewind();

            _batch.Fail(exception);
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

    // All records since the last flush are written again, after a record of the event.
    private void ContinueAfter(SegmentBreakException broken)
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

        // A flush writes too, and checks the path only once, after it.
        if (!_batch.IsFlushAwaited)
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
        var signing = _signer.SignOrNoneAsync(_writer.MakeCheckpoint(_signer.KeyId)).AsTask();
        if (!signing.IsCompleted)
            Flush();
        if (await signing.ConfigureAwait(false) is { } signed)
            _writer.Append(signed);
    }

    private void Write()
    {
        using (Place.Begin())
            _writer.Write();

        _batch.CompleteWritten();
    }

    private void Flush()
    {
        _mustFlush = false;
        var startedAt = _time.GetTimestamp();
        using (Place.Begin())
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
