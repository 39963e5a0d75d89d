using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>The store of approvals, with a bound on the wait for its answers.</summary>
internal sealed class WatchedApprovalStore(IApprovalStore store, TimeProvider time, ILogger<WatchedApprovalStore> logger)
{
    private readonly StoreWatch _watch = new("approvals", time, logger);

    /// <summary>The store, if it gave no answer the last time.</summary>
    public StoreWatch? Failing => _watch.Problem is null ? null : _watch;

    /// <summary>Why calls whose approval the store cannot read are refused, or null.</summary>
    public string? Damage => (store as FileApprovalStore)?.Problem;

    /// <inheritdoc cref="IApprovalStore.AddAsync"/>
    public ValueTask<StateAnswer<ApprovalAdded>> AddAsync(Approval candidate, ApprovalLimits limits, CancellationToken cancellationToken) =>
        _watch.AskAsync(static (add, token) => add.store.AddAsync(add.candidate, add.limits, token), (store, candidate, limits), cancellationToken);

    /// <inheritdoc cref="IApprovalStore.FindAsync"/>
    public ValueTask<StateAnswer<Approval?>> FindAsync(string id, CancellationToken cancellationToken) =>
        _watch.AskAsync(static (find, token) => find.store.FindAsync(find.id, token), (store, id), cancellationToken);

    /// <inheritdoc cref="IApprovalStore.FindByBindingAsync"/>
    public ValueTask<StateAnswer<Approval?>> FindByBindingAsync(string binding, CancellationToken cancellationToken) =>
        _watch.AskAsync(static (find, token) => find.store.FindByBindingAsync(find.binding, token), (store, binding), cancellationToken);

    /// <inheritdoc cref="IApprovalStore.TryReplaceAsync"/>
    public ValueTask<StateAnswer<bool>> ReplaceAsync(Approval next, long expectedVersion, CancellationToken cancellationToken) =>
        _watch.AskAsync(
            static (replace, token) => replace.store.TryReplaceAsync(replace.next, replace.expectedVersion, token),
            (store, next, expectedVersion),
            cancellationToken);

    /// <summary>Lists the approvals that fit, at most a number of them, the newest first.</summary>
    public ValueTask<StateAnswer<IReadOnlyList<Approval>>> ListAsync(bool onlyOpen, Predicate<Approval> fits, int most, CancellationToken cancellationToken) =>
        _watch.AskAsync(
            static (list, token) => TakeAsync(list.store.ListAsync(list.onlyOpen, token), list.fits, list.most),
            (store, onlyOpen, fits, most),
            cancellationToken);

    private static async ValueTask<IReadOnlyList<Approval>> TakeAsync(IAsyncEnumerable<Approval> all, Predicate<Approval> fits, int most)
    {
        var found = new List<Approval>();
        await foreach (var approval in all.ConfigureAwait(false))
        {
            if (fits(approval))
                found.Add(approval);
            if (found.Count == most)
                break;
        }

        return found;
    }
}
