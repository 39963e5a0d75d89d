using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGuard;

/// <summary>All that the guard remembers from one request to the next, in stores that may be shared with other instances.</summary>
internal sealed class GuardState(IReplayStore replay, ITaskOwnerStore owners, IRateCounter rates, TimeProvider time, ILogger<GuardState> logger)
{
    private readonly StoreWatch _replay = new("used identifiers", time, logger);
    private readonly StoreWatch _owners = new("task owners", time, logger);
    private readonly StoreWatch _rates = new("rates", time, logger);

    /// <summary>The state of one process, where nothing is shared.</summary>
    public static GuardState InMemory(TimeProvider time) =>
        new(new MemoryReplayStore(time), new MemoryTaskOwnerStore(time), new MemoryRateCounter(time), time, NullLogger<GuardState>.Instance);

    /// <summary>The stores that gave no answer the last time.</summary>
    public IEnumerable<StoreWatch> Failing => new[] { _replay, _owners, _rates }.Where(store => store.Problem is not null);

    /// <inheritdoc cref="IReplayStore.TryUseAsync"/>
    public ValueTask<StateAnswer<bool>> UseAsync(
        ReplayKey key, string caller, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        _replay.AskAsync(
            static (use, token) =>
                use.replay.TryUseAsync(use.key, use.caller, use.from, use.until, token), (replay, key, caller, from, until), cancellationToken);

    /// <inheritdoc cref="IReplayStore.IsUsedAsync"/>
    public ValueTask<StateAnswer<bool>> IsUsedAsync(ReplayKey key, CancellationToken cancellationToken) =>
        _replay.AskAsync(static (use, token) => use.replay.IsUsedAsync(use.key, token), (replay, key), cancellationToken);

    /// <inheritdoc cref="ITaskOwnerStore.TryAddAsync"/>
    public ValueTask<StateAnswer<bool>> AddOwnerAsync(string taskId, TaskOwner owner, TimeSpan keep, CancellationToken cancellationToken) =>
        _owners.AskAsync(
            static (task, token) => task.owners.TryAddAsync(task.taskId, task.owner, task.keep, token), (owners, taskId, owner, keep), cancellationToken);

    /// <inheritdoc cref="ITaskOwnerStore.FindAsync"/>
    public ValueTask<StateAnswer<TaskOwner?>> FindOwnerAsync(string taskId, CancellationToken cancellationToken) =>
        _owners.AskAsync(static (task, token) => task.owners.FindAsync(task.taskId, token), (owners, taskId), cancellationToken);

    /// <inheritdoc cref="IRateCounter.TakeAsync"/>
    public ValueTask<StateAnswer<RateLease>> TakeAsync(RateKey key, int count, CancellationToken cancellationToken) =>
        _rates.AskAsync(static (take, token) => take.rates.TakeAsync(take.key, take.count, token), (rates, key, count), cancellationToken);
}
