namespace McpGuard;

/// <summary>
/// Gives records to one sink, in order unless the sink is slow with outcomes. A sink that never blocks is called on the thread of the
/// record. Any other sink is called on its own thread, so that it can block neither a request nor the thread pool.
/// </summary>
internal sealed class SinkWriter
{
    /// <summary>The maximum number of concurrent writes of a sink with its own thread. Each may later block a thread of the pool.</summary>
    public const int MaxConcurrent = 32;

    /// <summary>The maximum number of outcomes among them, so that decisions have room.</summary>
    public const int MaxConcurrentOutcomes = MaxConcurrent / 2;

    private static readonly Task<bool> _written = Task.FromResult(true);

    private readonly IAuditSink _sink;
    private readonly IContentSink? _contents;
    private readonly bool _neverBlocks;
    private readonly SinkQueue _queue;
    private readonly Action<RecordNote, Exception?, long> _ended;
    private readonly OwnThreads _thread;
    private readonly Action _writeNext;

    /// <param name="name">The sink's name.</param>
    /// <param name="sink">The sink.</param>
    /// <param name="queue">The unanswered writes.</param>
    /// <param name="ended">Called with the result and the start of each write.</param>
    public SinkWriter(string name, IAuditSink sink, SinkQueue queue, Action<RecordNote, Exception?, long> ended)
    {
        _sink = sink;
        _contents = sink as IContentSink;
        _neverBlocks = sink.NeverBlocks;
        _queue = queue;
        _ended = ended;
        _thread = new($"McpGuard audit {name}");
        _writeNext = WriteNext;
    }

    /// <summary>Hands over a record.</summary>
    /// <returns>A task that tells whether the record was written in time; null if there is no room for it.</returns>
    public Task<bool>? WriteOrNoneAsync(AuditRecord record, long now)
    {
        AuditRecord? made = record;
        return WriteOrNoneAsync(record.Content, ref made, now, isRetry: false);
    }

    /// <summary>Hands over a record. It is made only if the sink, or what waits for the sink, needs it.</summary>
    /// <returns>A task that tells whether the record was written in time; null if there is no room for it.</returns>
    public Task<bool>? WriteOrNoneAsync(in RecordContent content, ref AuditRecord? record, long now) =>
        WriteOrNoneAsync(content, ref record, now, isRetry: false);

    /// <summary>Calls a stalled sink once more than usual: with this record, or with a waiting one.</summary>
    public void Retry(AuditRecord? record, long now)
    {
        _queue.NoteRetry();
        if (record is null)
            _thread.Post(_writeNext);
        else
            _ = WriteOrNoneAsync(record.Content, ref record, now, isRetry: true);
    }

    private Task<bool>? WriteOrNoneAsync(in RecordContent content, ref AuditRecord? record, long now, bool isRetry)
    {
        if (_neverBlocks)
            return isRetry || _queue.HasRoom ? WriteHereAsync(content, ref record, now) : null;
        if (_queue.AddOrNone(record ??= new(content), isRetry) is not { } write)
            return null;
        if (write.IsHeld)
            return write.Task;

        try
        {
            _thread.Post(_writeNext);
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            End(write, exception);
        }

        return write.Task;
    }

    private Task<bool> WriteHereAsync(in RecordContent content, ref AuditRecord? record, long now)
    {
        if (CallOrNone(content, ref record, out var failure) is { } writing)
        {
            var write = _queue.AddBegun(RecordNote.Of(content));
            _ = FinishAsync(write, writing);
            return write.Task;
        }

        if (failure is null)
            _queue.NoteWritten(now);

        _ended(RecordNote.Of(content), failure, now);
        return failure is null ? _written : Task.FromResult(false);
    }

    private void WriteNext()
    {
        while (_queue.Begin(MaxConcurrent, MaxConcurrentOutcomes) is { } write)
        {
            // The sink correlates by the request's own context, such as the activity.
            if (write.Context is { } context)
                ExecutionContext.Run(context, _ => WriteOnItsThread(write), null);
            else
                WriteOnItsThread(write);
        }
    }

    private void WriteOnItsThread(PendingWrite write)
    {
        var record = write.Record;
        if (CallOrNone(record!.Content, ref record, out var failure) is { } writing)
            _ = FinishAsync(write, writing);
        else
            End(write, failure);
    }

    /// <returns>The task, or null if the sink has answered.</returns>
    private ValueTask? CallOrNone(in RecordContent content, ref AuditRecord? record, out Exception? failure)
    {
        failure = null;
        try
        {
            // Not the call's own token: the record must be written even if the caller disconnects.
            var writing = _contents is not null
                ? _contents.WriteAsync(content, CancellationToken.None)
                : _sink.WriteAsync(record ??= new(content), CancellationToken.None);
            if (!writing.IsCompleted)
                return writing;

            writing.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        return null;
    }

    private async Task FinishAsync(PendingWrite write, ValueTask writing)
    {
        Exception? failure = null;
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        if (End(write, failure))
            _thread.Post(_writeNext);
    }

    private bool End(PendingWrite write, Exception? failure)
    {
        if (_queue.End(write, failure is null) is not { } othersWait)
            return false;

        _ended(write.Note, failure, write.BegunAt);
        write.TrySetResult(failure is null);
        return othersWait;
    }
}
