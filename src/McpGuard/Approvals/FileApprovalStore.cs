using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// Keeps approvals in a folder that several processes share: for example a server on stdio, and an application with the pages. One process
/// changes it at a time. A folder on a mount that does not answer blocks one thread, and no call waits for it.
/// </summary>
internal sealed class FileApprovalStore(ApprovalFolder folder, TimeProvider time, ILogger<FileApprovalStore> logger, TimeLimitedFile? files = null)
    : IApprovalStore
{
    private const int MaxReported = 1000;

    private static readonly TimeSpan _retry = TimeSpan.FromMilliseconds(5);

    private readonly TimeLimitedFile _files = files ?? TimeLimitedFile.Of(folder.Location);
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    /// <summary>Which file is not an approval, so that its call gets no answer; null if there is none.</summary>
    public string? Problem => folder.Damage is { Count: > 0 and var count } damage
        ? $"{(count == 1 ? "" : $"{count} files are no approvals, and their calls are refused. The first: ")}{damage.Values.Min(StringComparer.Ordinal)}"
        : null;

    public ValueTask<ApprovalAdded> AddAsync(Approval candidate, ApprovalLimits limits, CancellationToken cancellationToken) =>
        ChangeAsync(() => Add(candidate, limits), cancellationToken);

    public ValueTask<Approval?> FindAsync(string id, CancellationToken cancellationToken) => AskAsync(() => folder.Find(id), cancellationToken);

    public ValueTask<Approval?> FindByBindingAsync(string binding, CancellationToken cancellationToken) =>
        AskAsync(() => folder.FindByBinding(binding), cancellationToken);

    public ValueTask<bool> TryReplaceAsync(Approval replacement, long expectedVersion, CancellationToken cancellationToken) =>
        ChangeAsync(() => TryReplace(replacement, expectedVersion), cancellationToken);

    public async IAsyncEnumerable<Approval> ListAsync(bool onlyOpen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = await AskAsync(List, cancellationToken).ConfigureAwait(false);
        foreach (var approval in all.Where(approval => !onlyOpen || approval.Status is ApprovalStatus.Pending or ApprovalStatus.Approved)
            .OrderByDescending(approval => approval.RequestedAt))
            yield return approval;
    }

    private ApprovalAdded Add(Approval candidate, ApprovalLimits limits)
    {
        if (folder.FindByBinding(candidate.Binding) is { } known && known.HoldsUntil > candidate.RequestedAt)
            return new ApprovalAdded(ApprovalAddition.Existing, known);

        var all = All();
        if (all.Where(approval => approval.Binding == candidate.Binding && approval.HoldsUntil > candidate.RequestedAt)
            .MaxBy(approval => approval.RequestedAt) is { } lost)
        {
            // Without the file of its binding, a denial still holds.
            folder.WriteBinding(lost);
            return new ApprovalAdded(ApprovalAddition.Existing, lost);
        }

        if (!limits.HaveRoomFor(candidate, [.. all.Where(approval => approval.TakesRoomAt(candidate.RequestedAt))]))
            return new ApprovalAdded(ApprovalAddition.TooMany, null);

        Forget(all);
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

    // The guard lists approvals every few seconds, so what is over does not stay until somebody adds one.
    private IReadOnlyList<Approval> List()
    {
        var all = All();
        if (!all.Any(IsOver))
            return all;

        using var held = folder.LockOrNone();
        if (held is not null)
            Forget(all);

        return [.. all.Where(approval => !IsOver(approval))];
    }

    private IReadOnlyList<Approval> All()
    {
        var all = folder.All();
        foreach (var (file, problem) in folder.Damage)
        {
            if (_reported.Count < MaxReported && _reported.Add(file))
                Quietly.Run(() => Log.ApprovalFileDamaged(logger, problem));
        }

        return all;
    }

    // A file that cannot be deleted takes nothing from other approvals.
    private void Forget(IEnumerable<Approval> all)
    {
        foreach (var over in all.Where(IsOver))
            Quietly.Run(() => folder.Delete(over));
    }

    private bool IsOver(Approval approval) => approval.KeptUntil < time.GetUtcNow();

    private async ValueTask<T> AskAsync<T>(Func<T> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _files.AskAsync(_ => Ask(), cancellationToken).ConfigureAwait(false);

        T Ask()
        {
            OwnFolder.Prepare(folder.Location);
            return ask();
        }
    }

    // The guard's own clock may stand still in tests, but other processes do not.
    private async ValueTask<T> ChangeAsync<T>(Func<T> change, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_retry);
        using var deadline = new CallDeadline(StoreWatch.Patience, TimeProvider.System, cancellationToken);
        while (true)
        {
            var (isMade, result) = await AskAsync(() => ChangeIfFree(change), cancellationToken).ConfigureAwait(false);
            if (isMade)
                return result!;

            await timer.WaitForNextTickAsync(deadline.Token).ConfigureAwait(false);
        }
    }

    private (bool IsMade, T? Result) ChangeIfFree<T>(Func<T> change)
    {
        using var held = folder.LockOrNone();
        return held is null ? default : (true, change());
    }
}
