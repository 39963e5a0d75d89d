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

    private readonly IAuditSink _sink;
    private readonly bool _neverBlocks;
    private readonly SinkQueue _queue;
    private readonly Action<AuditRecord, Exception?, long> _ended;
    private readonly OwnThreads _thread;
    private readonly Action _writeNext;

    /// <param name="name">The sink's name.</param>
    /// <param name="sink">The sink.</param>
    /// <param name="queue">The unanswered writes.</param>
    /// <param name="ended">Called with the result and the start of each write.</param>
    public SinkWriter(string name, IAuditSink sink, SinkQueue queue, Action<AuditRecord, Exception?, long> ended)
    {
        (_sink, _neverBlocks, _queue, _ended) = (sink, sink.NeverBlocks, queue, ended);
        (_thread, _writeNext) = (new($"McpGuard audit {name}"), WriteNext);
    }

    /// <summary>Hands over a record.</summary>
    /// <returns>A task that tells whether the record was written in time; null if there is no room for it.</returns>
    public Task<bool>? TryWriteAsync(AuditRecord record, long now) => TryWriteAsync(record, now, isRetry: false);

    /// <summary>Calls a stalled sink once more than usual: with this record, or with a waiting one.</summary>
    public void Retry(AuditRecord? record, long now)
    {
        _queue.NoteRetry();
        if (record is null)
            _thread.Post(_writeNext);
        else
            _ = TryWriteAsync(record, now, isRetry: true);
    }

    private Task<bool>? TryWriteAsync(AuditRecord record, long now, bool isRetry)
    {
        if (_neverBlocks)
            return isRetry || _queue.HasRoom ? WriteHereAsync(record, now) : null;
        if (_queue.TryAdd(record, isRetry) is not { } write)
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

    private Task<bool> WriteHereAsync(AuditRecord record, long now)
    {
        if (TryCall(record, out var failure) is { } writing)
        {
            var write = _queue.AddBegun(record);
            _ = FinishAsync(write, writing);
            return write.Task;
        }

        if (failure is null)
            _queue.NoteWritten(now);

        _ended(record, failure, now);
        return Task.FromResult(failure is null);
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
        if (TryCall(write.Record, out var failure) is { } writing)
            _ = FinishAsync(write, writing);
        else
            End(write, failure);
    }

    /// <returns>The task, or null if the sink has answered.</returns>
    private ValueTask? TryCall(AuditRecord record, out Exception? failure)
    {
        failure = null;
        try
        {
            // Not the call's own token: the record must be written even if the caller disconnects.
            var writing = _sink.WriteAsync(record, CancellationToken.None);
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

        _ended(write.Record, failure, write.BegunAt);
        write.TrySetResult(failure is null);
        return othersWait;
    }
}
