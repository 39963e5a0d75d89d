namespace McpGuard.TestSupport;

/// <summary>Stores as if in another process: each call really waits, and may fail.</summary>
internal sealed class RemoteStores(TimeProvider time) : IReplayStore, ITaskOwnerStore, IRateCounter
{
    private readonly MemoryReplayStore _replay = new(time);
    private readonly MemoryTaskOwnerStore _owners = new(time);
    private readonly MemoryRateCounter _rates = new(time);
    private int _calls;

    /// <summary>What happens to a call before the store sees it.</summary>
    public Func<CancellationToken, Task>? OnTheWay { get; set; }

    public int Calls => _calls;

    public ValueTask<bool> TryUseAsync(ReplayKey key, string caller, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        AskAsync(() => _replay.TryUseAsync(key, caller, from, until, cancellationToken), cancellationToken);

    public ValueTask<bool> IsUsedAsync(ReplayKey key, CancellationToken cancellationToken) =>
        AskAsync(() => _replay.IsUsedAsync(key, cancellationToken), cancellationToken);

    public ValueTask<bool> TryAddAsync(string taskId, TaskOwner owner, TimeSpan keep, CancellationToken cancellationToken) =>
        AskAsync(() => _owners.TryAddAsync(taskId, owner, keep, cancellationToken), cancellationToken);

    public ValueTask<TaskOwner?> FindAsync(string taskId, CancellationToken cancellationToken) =>
        AskAsync(() => _owners.FindAsync(taskId, cancellationToken), cancellationToken);

    public ValueTask<RateLease> TakeAsync(RateKey key, int count, CancellationToken cancellationToken) =>
        AskAsync(() => _rates.TakeAsync(key, count, cancellationToken), cancellationToken);

    private async ValueTask<TAnswer> AskAsync<TAnswer>(Func<ValueTask<TAnswer>> ask, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        await Task.Yield();
        if (OnTheWay is { } onTheWay)
            await onTheWay(cancellationToken);

        return await ask();
    }
}
