namespace McpGuard;

/// <summary>
/// The unanswered writes of one sink, up to a bound. A write is late at its deadline. A sink has stalled while a started write is late,
/// and works again when it answers that write or a later one. Writes that it has passed over are forgotten after some time.
/// </summary>
internal sealed class SinkQueue
{
    /// <summary>The number of deadlines after which a passed-over write is forgotten.</summary>
    public const int MaxDeadlines = 12;

    private readonly TimeSpan _deadline;
    private readonly int _limit;
    private readonly TimeProvider _time;
    private readonly ISinkWatcher _watcher;
    private readonly ITimer _timer;
    private readonly RetrySchedule _retries;
    private readonly Lock _lock = new();
    private readonly WaitingWrites _waiting = new();
    private readonly LinkedList<PendingWrite> _begun = new();
    private readonly LinkedList<PendingWrite> _passedOver = new();
    private int _begunOutcomes;
    private bool _isWatched;
    private volatile int _count;
    private volatile bool _isStalled;
    private TaskCompletionSource? _drained;

    public SinkQueue(TimeSpan deadline, int limit, TimeProvider time, ISinkWatcher watcher)
    {
        _deadline = deadline;
        _limit = limit;
        _time = time;
        _watcher = watcher;
        _retries = new(deadline, time);
        _timer = GuardTimer.Create(time, CheckDeadlines, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The number of unanswered writes.</summary>
    public int Count => _count;

    public bool IsStalled => _isStalled;

    public bool HasRoom => _count < _limit;

    /// <summary>Whether there are writes for which the sink may be called.</summary>
    public bool HasWaiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count > 0;
        }
    }

    /// <summary>The age of the oldest unanswered write, without those that the sink has passed over.</summary>
    public TimeSpan OldestAge
    {
        get
        {
            lock (_lock)
                return (_begun.First?.Value ?? _waiting.First) is { } oldest ? _time.GetElapsedTime(oldest.HandedOverAt) : TimeSpan.Zero;
        }
    }

    // Often enough for deadlines of seconds, and rarely enough to cost nothing.
    private TimeSpan Period => _deadline / 10;

    private bool IsDrained => _isStalled || _waiting.Count + _begun.Count == 0;

    /// <summary>Adds a record that waits for its turn.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isRetry">Whether it tests that the sink works again. There is always room for it.</param>
    /// <returns>The write, or null if there is no room.</returns>
    public PendingWrite? AddOrNone(AuditRecord record, bool isRetry)
    {
        var write = new PendingWrite(RecordNote.Of(record.Content), record, _time.GetTimestamp(), ExecutionContext.Capture());
        lock (_lock)
        {
            if (!HasRoom && !isRetry)
                return null;

            _waiting.Add(write);
            Watch();
            return write;
        }
    }

    /// <summary>Adds a record for which the sink has already been called.</summary>
    public PendingWrite AddBegun(in RecordNote note)
    {
        var write = new PendingWrite(note, record: null, _time.GetTimestamp(), context: null);
        lock (_lock)
        {
            NoteBegun(write);
            Watch();
        }

        return write;
    }

    /// <summary>
    /// Takes the next record for the sink, in order. A call waits for its decision, but not for an outcome, so decisions overtake outcomes
    /// if the sink is slow with outcomes. A stalled sink may have one more started write for each retry.
    /// </summary>
    /// <param name="most">The maximum number of started writes.</param>
    /// <param name="mostOutcomes">The maximum number of outcomes among them.</param>
    /// <returns>The write, or null if none waits or too many have been started.</returns>
    public PendingWrite? Begin(int most, int mostOutcomes)
    {
        lock (_lock)
        {
            var first = _begunOutcomes >= mostOutcomes + _retries.Count ? _waiting.FirstOther : _waiting.First;
            if (first is not { } write || _begun.Count >= most + _retries.Count)
                return null;
            write.Node.List!.Remove(write.Node);
            write.BegunAt = _time.GetTimestamp();
            NoteBegun(write);
            return write;
        }
    }

    /// <summary>Notes an answer of the sink.</summary>
    /// <returns>Whether others wait; null if the write has been forgotten.</returns>
    public bool? End(PendingWrite write, bool isWritten)
    {
        lock (_lock)
        {
            if (write.Node.List is null)
                return null;

            _count--;
            Remove(write);
            _waiting.ReleaseNext(write);
            if (isWritten)
                PassOver(write.BegunAt);
            NoteStall();
            return _waiting.Count > 0;
        }
    }

    /// <summary>Notes that the sink has written a record at once.</summary>
    public void NoteWritten(long begunAt)
    {
        if (!_isStalled)
            return;

        lock (_lock)
        {
            PassOver(begunAt);
            NoteStall();
        }
    }

    /// <summary>Notes an additional call of a stalled sink.</summary>
    public void NoteRetry()
    {
        lock (_lock)
            _retries.Note();
    }

    /// <summary>Completes when no write waits except for one that the sink has passed over, or when the sink has stalled.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
            return IsDrained ? Task.CompletedTask : (_drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    private void NoteBegun(PendingWrite write)
    {
        _begun.AddLast(write.Node);
        _begunOutcomes += write.IsOutcome ? 1 : 0;
    }

    private void Remove(PendingWrite write)
    {
        if (write.Node.List == _begun)
            _begunOutcomes -= write.IsOutcome ? 1 : 0;
        write.Node.List?.Remove(write.Node);
    }

    // The sink works although it has not answered these writes: nothing waits for them.
    private void PassOver(long begunAt)
    {
        while (_begun.First is { Value: var oldest } && oldest.BegunAt <= begunAt && IsOverdue(oldest.BegunAt, 1))
        {
            Remove(oldest);
            _passedOver.AddLast(oldest.Node);
        }
    }

    private void Watch()
    {
        _count++;
        if (!_isWatched)
            _timer.Change(Period, Timeout.InfiniteTimeSpan);
        _isWatched = true;
    }

    private void CheckDeadlines()
    {
        List<PendingWrite> forgotten = [];
        bool hasStalled, mayRetry;
        lock (_lock)
        {
            MarkLate(_begun);
            foreach (var list in _waiting.Lists)
                MarkLate(list);
            while (_passedOver.First is { Value: var oldest } && IsOverdue(oldest.BegunAt, MaxDeadlines))
                forgotten.AddRange(_waiting.Forget(oldest));

            _count -= forgotten.Count;
            hasStalled = NoteStall();
            mayRetry = _isStalled && _retries.IsDue;
            _isWatched = _waiting.Count + _begun.Count + _passedOver.Count > 0 || _waiting.HoldsYoung;
            if (_isWatched)
                _timer.Change(Period, Timeout.InfiniteTimeSpan);
        }

        forgotten.ForEach(write => _watcher.Forgotten(write.Note));
        if (hasStalled)
            _watcher.Stalled();
        if (mayRetry)
            _watcher.MayRetry();
    }

    // The oldest come first.
    private void MarkLate(LinkedList<PendingWrite> list)
    {
        for (var node = list.First; node is not null && IsOverdue(node.Value.HandedOverAt, 1); node = node.Next)
        {
            if (!node.Value.IsLate)
                node.Value.MarkLate();
        }
    }

    private bool NoteStall()
    {
        var wasStalled = _isStalled;
        _isStalled = _begun.First is { Value: var oldest } && IsOverdue(oldest.BegunAt, 1);
        if (!_isStalled)
            _retries.Reset();
        if (IsDrained)
            Interlocked.Exchange(ref _drained, null)?.TrySetResult();

        return _isStalled && !wasStalled;
    }

    private bool IsOverdue(long since, int deadlines) => _time.GetElapsedTime(since) >= _deadline * deadlines;
}
