using System.Collections.Concurrent;

namespace McpGuard;

/// <summary>
/// The calls that this process holds until their approval changes. A change in this process wakes them at once; a change by another process
/// is seen within a second.
/// </summary>
internal sealed class ApprovalWaiters
{
    /// <summary>How often a held call looks at its approval.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _changes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly List<Approval> _held = [];
    private readonly TimeProvider _time;
    private volatile bool _hasEnded;

    public ApprovalWaiters(ApprovalMetrics metrics, TimeProvider time)
    {
        _time = time;
        metrics.ObserveHeld(() => Count);
    }

    /// <summary>The number of held calls.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _held.Count;
        }
    }

    /// <summary>Whether the process is stopping.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Begins to hold a call that waits for an approval, if there is room.</summary>
    public bool TryEnter(Approval pending, ApprovalLimits limits)
    {
        lock (_lock)
        {
            if (_hasEnded || !limits.HaveRoomFor(pending, _held))
                return false;

            _held.Add(pending);
            return true;
        }
    }

    /// <summary>Ends to hold a call. Other calls that wait for the same approval look at it again, so that nothing is kept for the last one.</summary>
    public void Leave(Approval pending)
    {
        Wake(pending.Id);
        lock (_lock)
            _held.Remove(pending);
    }

    /// <summary>The end of this task is the next change of the approval. Take it before you look at the approval, so that no change is missed.</summary>
    public Task NextChangeAsync(string id) => _changes.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Waits for a change, or until it is time to look again.</summary>
    public async ValueTask WaitAsync(Task change, TimeSpan most, CancellationToken cancellationToken) =>
        await change.WaitAsync(most < Interval ? most : Interval, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Lets all calls go, and holds none from now on.</summary>
    public void End()
    {
        _hasEnded = true;
        foreach (var id in _changes.Keys)
            Wake(id);
    }

    public void Wake(string id)
    {
        if (_changes.TryRemove(id, out var change))
            change.TrySetResult();
    }
}
