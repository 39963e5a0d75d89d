using System.Runtime.InteropServices;

namespace McpGuard;

/// <summary>
/// The writes that one sink has not answered yet, at most so many. One that has had no answer by its deadline is late. A sink stalls
/// while one that it has begun is late, and goes on when it answers that one, or one that was begun after it. The sink is called with
/// an outcome only after it has answered for what came before of the same operation. A decision waits for no outcome.
/// </summary>
internal sealed class SinkQueue
{
    private readonly TimeSpan _deadline;
    private readonly int _limit;
    private readonly TimeProvider _time;
    private readonly Action _stalled;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly LinkedList<PendingWrite> _waiting = new();
    private readonly LinkedList<PendingWrite> _waitingOutcomes = new();
    private readonly LinkedList<PendingWrite> _held = new();
    private readonly LinkedList<PendingWrite> _begun = new();
    private readonly Dictionary<string, PendingWrite> _lastOf = new(StringComparer.Ordinal);
    private int _begunOutcomes;
    private long _added;
    private bool _isWatched;
    private volatile int _count;
    private volatile bool _isStalled;
    private TaskCompletionSource? _drained;

    public SinkQueue(TimeSpan deadline, int limit, TimeProvider time, Action stalled)
    {
        (_deadline, _limit, _time, _stalled) = (deadline, limit, time, stalled);
        _timer = GuardTimer.Create(time, Look, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many writes the sink has not answered.</summary>
    public int Count => _count;

    public bool IsStalled => _isStalled;

    public bool HasRoom => _count < _limit;

    /// <summary>For how long the oldest write has had no answer.</summary>
    public TimeSpan OldestAge
    {
        get
        {
            lock (_lock)
                return (_begun.First ?? FirstWaiting()) is { Value: var oldest } ? _time.GetElapsedTime(oldest.HandedOverAt) : TimeSpan.Zero;
        }
    }

    // Often enough for deadlines of seconds, and seldom enough to cost nothing.
    private TimeSpan Period => _deadline / 10;

    /// <summary>Adds a record that waits for its turn.</summary>
    /// <returns>The write, or null if there is no room.</returns>
    public PendingWrite? TryAdd(AuditRecord record)
    {
        var write = new PendingWrite(record, _time.GetTimestamp(), ExecutionContext.Capture());
        lock (_lock)
        {
            if (!HasRoom)
                return null;

            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastOf, record.OperationId, out var isFollowing);
            write.IsHeld = isFollowing && write.IsOutcome;
            if (write.IsHeld)
                last!.Next = write;

            last = write;
            Add(write, write.IsHeld ? _held : WaitingLike(write));
            return write;
        }
    }

    /// <summary>Adds a record that the sink has been called with already.</summary>
    public PendingWrite AddBegun(AuditRecord record)
    {
        var write = new PendingWrite(record, _time.GetTimestamp(), context: null);
        lock (_lock)
        {
            Add(write, _begun);
            _begunOutcomes += write.IsOutcome ? 1 : 0;
        }

        return write;
    }

    /// <summary>
    /// Takes the next record to call the sink with, in their order. A call waits for its decision, and nobody for an outcome: outcomes
    /// that the sink is slow with let others pass.
    /// </summary>
    /// <param name="most">How many writes may have been begun.</param>
    /// <param name="mostOutcomes">How many outcomes may be among them.</param>
    /// <returns>The write, or null if none waits or so many have been begun.</returns>
    public PendingWrite? Begin(int most, int mostOutcomes)
    {
        lock (_lock)
        {
            var first = _begunOutcomes >= mostOutcomes ? _waiting.First : FirstWaiting();
            if (first is not { Value: var write } || _begun.Count >= most)
                return null;

            first.List!.Remove(first);
            _begun.AddLast(first);
            _begunOutcomes += write.IsOutcome ? 1 : 0;
            write.BegunAt = _time.GetTimestamp();
            return write;
        }
    }

    /// <summary>Notes that the sink has answered.</summary>
    /// <returns>Whether others wait.</returns>
    public bool End(PendingWrite write, bool isWritten)
    {
        lock (_lock)
        {
            _count--;
            LetGo(write);
            LetNextGo(write);

            // The sink works although it has not answered these: they keep their place in the count, and hold up nobody.
            while (isWritten && _begun.First is { Value: var oldest } && oldest.BegunAt <= write.BegunAt && IsOverdue(oldest.BegunAt))
                LetGo(oldest);

            NoteStall();
            return Waiting > 0;
        }
    }

    /// <summary>Ends when nothing waits any more but for a write that the sink has given up, or when the sink has stalled.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
            return IsDrained ? Task.CompletedTask : (_drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    private int Waiting => _waiting.Count + _waitingOutcomes.Count;

    private bool IsDrained => _isStalled || Waiting + _begun.Count == 0;

    private LinkedListNode<PendingWrite>? FirstWaiting() => (_waiting.First, _waitingOutcomes.First) switch
    {
        ({ } other, { } outcome) => other.Value.Number < outcome.Value.Number ? other : outcome,
        var (other, outcome) => other ?? outcome,
    };

    private void LetGo(PendingWrite write)
    {
        if (write.Node.List == _begun)
            _begunOutcomes -= write.IsOutcome ? 1 : 0;

        write.Node.List?.Remove(write.Node);
    }

    // A held write gets the place that its number gives it, since the oldest wait first.
    private void LetNextGo(PendingWrite write)
    {
        if (write.Next is not { } next)
        {
            if (_lastOf.TryGetValue(write.Record.OperationId, out var last) && last == write)
                _lastOf.Remove(write.Record.OperationId);

            return;
        }

        _held.Remove(next.Node);
        var waiting = WaitingLike(next);
        var younger = waiting.First;
        while (younger?.Value.Number < next.Number)
            younger = younger.Next;

        if (younger is null)
            waiting.AddLast(next.Node);
        else
            waiting.AddBefore(younger, next.Node);
    }

    private LinkedList<PendingWrite> WaitingLike(PendingWrite write) => write.IsOutcome ? _waitingOutcomes : _waiting;

    private void Add(PendingWrite write, LinkedList<PendingWrite> list)
    {
        _count++;
        write.Number = _added++;
        list.AddLast(write.Node);
        if (_isWatched)
            return;

        _isWatched = true;
        _timer.Change(Period, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        bool hasStalled;
        lock (_lock)
        {
            BeLate(_begun);
            BeLate(_waiting);
            BeLate(_waitingOutcomes);
            BeLate(_held);
            hasStalled = NoteStall();
            _isWatched = Waiting + _begun.Count > 0 || _held.Last is { Value.IsLate: false };
            if (_isWatched)
                _timer.Change(Period, Timeout.InfiniteTimeSpan);
        }

        if (hasStalled)
            _stalled();
    }

    // The oldest come first.
    private void BeLate(LinkedList<PendingWrite> list)
    {
        for (var node = list.First; node is not null && IsOverdue(node.Value.HandedOverAt); node = node.Next)
        {
            if (!node.Value.IsLate)
                node.Value.BeLate();
        }
    }

    private bool NoteStall()
    {
        var wasStalled = _isStalled;
        _isStalled = _begun.First is { Value: var oldest } && IsOverdue(oldest.BegunAt);
        if (IsDrained)
        {
            _drained?.TrySetResult();
            _drained = null;
        }

        return _isStalled && !wasStalled;
    }

    private bool IsOverdue(long since) => _time.GetElapsedTime(since) >= _deadline;
}
