namespace McpGuard.Audit;

/// <summary>
/// The records that wait to be written, and the role of the writer, which one thread has at a time. A caller takes the role if it is free.
/// </summary>
internal sealed class AuditQueue(int limit, Action<bool> write)
{
    // Records that no call waits for are written together.
    private const int WakeBytes = 64 * 1024;

    // Calls that wait hold no processor.
    private const int MaxKeptWaiters = 64;

    private readonly Lock _lock = new();
    private readonly BoundedPool<AuditWaiter> _waiters = new(MaxKeptWaiters);
    private readonly AuditBatch _incoming = new();
    private bool _isWriting;
    private bool _isClosed;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;

    /// <summary>The number of records.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _incoming.Count;
        }
    }

    /// <summary>Adds a record. Calls <c>write</c>, with whether a call waits, if the role of the writer is free.</summary>
    /// <param name="json">The record.</param>
    /// <param name="durability">What the record must reach.</param>
    /// <param name="isAwaited">Whether its call waits until then.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <returns>A task that completes when the record has reached it, at once if no call waits.</returns>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public ValueTask AddAsync(ReadOnlySpan<byte> json, AuditDurability durability, bool isAwaited, CancellationToken cancellationToken)
    {
        AuditWaiter? waiter;
        bool begins;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(AuditFile));
            if (_incoming.Count >= limit)
                return new(AddWhenThereIsRoomAsync(json.ToArray(), durability, isAwaited, cancellationToken));

            waiter = isAwaited ? Waiter() : null;
            _incoming.Add(json, durability, waiter);
            begins = !_isWriting && (isAwaited || _incoming.Bytes >= WakeBytes || _incoming.Count >= limit);
            _isWriting |= begins;
        }

        // The task is complete already if the record was written meanwhile.
        if (begins)
            write(isAwaited);

        return waiter?.Task ?? default;
    }

    /// <summary>Takes the role of the writer, if it is free.</summary>
    public bool TryBegin()
    {
        lock (_lock)
        {
            var isFree = !_isWriting;
            _isWriting = true;
            return isFree;
        }
    }

    /// <summary>Moves all records to the writer's batch.</summary>
    public void MoveTo(AuditBatch batch)
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            batch.Take(_incoming);
            room = _room;
            _room = null;
        }

        room?.TrySetResult();
    }

    /// <summary>Gives the role of the writer back, unless there is something to write at once.</summary>
    public bool TryEnd()
    {
        lock (_lock)
        {
            if (_incoming.IsAwaited || _incoming.Bytes >= WakeBytes || _incoming.Count >= limit)
                return false;

            // The last writer closes the log.
            _isWriting = _isClosed;
            _idle?.TrySetResult();
            return true;
        }
    }

    /// <summary>Takes no further records, and the role of the writer for good.</summary>
    /// <returns>A task that completes when the caller has the role; null if the queue is closed already.</returns>
    public Task? CloseAsync()
    {
        lock (_lock)
        {
            if (_isClosed)
                return null;

            _isClosed = true;
            _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_isWriting)
                _idle.SetResult();

            _isWriting = true;
            return _idle.Task;
        }
    }

    private AuditWaiter Waiter() => _waiters.TryTake(out var kept) ? kept : new(_waiters);

    private async Task AddWhenThereIsRoomAsync(byte[] json, AuditDurability durability, bool isAwaited, CancellationToken cancellationToken)
    {
        var room = Task.CompletedTask;
        lock (_lock)
        {
            if (_incoming.Count >= limit)
                room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        await AddAsync(json, durability, isAwaited, cancellationToken).ConfigureAwait(false);
    }
}
