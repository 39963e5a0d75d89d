using System.Runtime.CompilerServices;

namespace McpGuard;

/// <summary>Keeps approvals in this process.</summary>
internal sealed class MemoryApprovalStore(TimeProvider time) : IApprovalStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Approval> _all = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _newest = new(StringComparer.Ordinal);

    public ValueTask<ApprovalAdded> AddAsync(Approval candidate, ApprovalLimits limits, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (NewestOf(candidate.Binding) is { } known && known.HoldsUntil > candidate.RequestedAt)
                return new(new ApprovalAdded(ApprovalAddition.Existing, known));

            Forget();
            if (!limits.HaveRoomFor(candidate, [.. _all.Values.Where(approval => approval.TakesRoomAt(candidate.RequestedAt))]))
                return new(new ApprovalAdded(ApprovalAddition.TooMany, null));

            _all.Add(candidate.Id, candidate);
            _newest[candidate.Binding] = candidate.Id;
            return new(new ApprovalAdded(ApprovalAddition.Added, candidate));
        }
    }

    public ValueTask<Approval?> FindAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return new(_all.GetValueOrDefault(id));
    }

    public ValueTask<Approval?> FindByBindingAsync(string binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return new(NewestOf(binding));
    }

    public ValueTask<bool> TryReplaceAsync(Approval replacement, long expectedVersion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_all.TryGetValue(replacement.Id, out var known) || known.Version != expectedVersion)
                return new(false);

            _all[replacement.Id] = replacement;
            return new(true);
        }
    }

    public async IAsyncEnumerable<Approval> ListAsync(bool onlyOpen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var approval in Snapshot(onlyOpen))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return approval;
        }

        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    private Approval[] Snapshot(bool onlyOpen)
    {
        lock (_lock)
        {
            Forget();
            return [.. _all.Values
                .Where(approval => !onlyOpen || approval.Status is ApprovalStatus.Pending or ApprovalStatus.Approved)
                .OrderByDescending(approval => approval.RequestedAt)];
        }
    }

    private Approval? NewestOf(string binding) => _newest.TryGetValue(binding, out var id) ? _all.GetValueOrDefault(id) : null;

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var over in _all.Values.Where(approval => approval.KeptUntil < now).ToArray())
        {
            _all.Remove(over.Id);
            if (_newest.TryGetValue(over.Binding, out var id) && id == over.Id)
                _newest.Remove(over.Binding);
        }
    }
}
