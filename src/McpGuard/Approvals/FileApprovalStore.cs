using System.Runtime.CompilerServices;

namespace McpGuard;

/// <summary>
/// Keeps approvals in a folder that several processes share: for example a server on stdio, and an application with the pages. One process
/// changes it at a time.
/// </summary>
internal sealed class FileApprovalStore(ApprovalFolder folder, TimeProvider time) : IApprovalStore, IDisposable
{
    private static readonly TimeSpan _retry = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim _own = new(1);

    public ValueTask<ApprovalAdded> AddAsync(Approval candidate, ApprovalLimits limits, CancellationToken cancellationToken) =>
        ChangeAsync(() => Add(candidate, limits), cancellationToken);

    public ValueTask<Approval?> FindAsync(string id, CancellationToken cancellationToken) => ReadAsync(() => folder.Find(id), cancellationToken);

    public ValueTask<Approval?> FindByBindingAsync(string binding, CancellationToken cancellationToken) =>
        ReadAsync(() => folder.FindByBinding(binding), cancellationToken);

    public ValueTask<bool> TryReplaceAsync(Approval replacement, long expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(() => TryReplace(replacement, expectedVersion), cancellationToken);

    public async IAsyncEnumerable<Approval> ListAsync(bool onlyOpen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = await ReadAsync(() => folder.All().Where(approval => !onlyOpen || approval.Status is ApprovalStatus.Pending or ApprovalStatus.Approved)
            .OrderByDescending(approval => approval.RequestedAt).ToArray(), cancellationToken).ConfigureAwait(false);
        foreach (var approval in all)
            yield return approval;
    }

    public void Dispose() => _own.Dispose();

    private ApprovalAdded Add(Approval candidate, ApprovalLimits limits)
    {
        if (folder.FindByBinding(candidate.Binding) is { } known && known.HoldsUntil > candidate.RequestedAt)
            return new ApprovalAdded(ApprovalAddition.Existing, known);

        Approval[] all = [.. folder.All()];
        var open = all.Where(approval => approval.TakesRoomAt(candidate.RequestedAt)).ToArray();
        if (open.Length >= limits.InAll || open.Count(approval => approval.Requester == candidate.Requester) >= limits.PerRequester)
            return new ApprovalAdded(ApprovalAddition.TooMany, null);

        var before = time.GetUtcNow() - MemoryApprovalStore.Keep;
        foreach (var over in all.Where(approval => approval.HoldsUntil < before))
            folder.Delete(over);

        folder.Write(candidate);
        folder.WriteBinding(candidate);
        return new ApprovalAdded(ApprovalAddition.Added, candidate);
    }

    private bool TryReplace(Approval replacement, long expectedVersion)
    {
        if (folder.Find(replacement.Id)?.Version != expectedVersion)
            return false;

        folder.Write(replacement);
        return true;
    }

    // Files block, so another thread reads them.
    private static ValueTask<T> ReadAsync<T>(Func<T> read, CancellationToken cancellationToken) => new(Task.Run(read, cancellationToken));

    private async ValueTask<T> ChangeAsync<T>(Func<T> change, CancellationToken cancellationToken)
    {
        await _own.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var lockFile = await LockAsync(cancellationToken).ConfigureAwait(false);
            return await Task.Run(change, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _own.Release();
        }
    }

    // The guard's own clock may stand still in tests, but other processes do not.
    private async ValueTask<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_retry);
        using var deadline = new CallDeadline(StoreWatch.Patience, TimeProvider.System, cancellationToken);
        while (true)
        {
            if (folder.LockOrNone() is { } taken)
                return taken;

            await timer.WaitForNextTickAsync(deadline.Token).ConfigureAwait(false);
        }
    }
}
