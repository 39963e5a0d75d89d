using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.TestSupport;

/// <summary>A store in memory, one of whose methods fails while a test wants it to.</summary>
internal sealed class BreakableApprovalStore : IApprovalStore
{
    private readonly MemoryApprovalStore _store = new(new FakeTimeProvider(Callers.Now));

    /// <summary>The name of the method that fails, or null.</summary>
    public string? Broken { get; set; }

    /// <summary>What could have aborted each change.</summary>
    public ConcurrentQueue<CancellationToken> Changes { get; } = new();

    public ValueTask<ApprovalAdded> AddAsync(Approval candidate, ApprovalLimits limits, CancellationToken cancellationToken) =>
        IsGood(nameof(AddAsync), cancellationToken) ? _store.AddAsync(candidate, limits, cancellationToken) : throw new IOException();

    public ValueTask<Approval?> FindAsync(string id, CancellationToken cancellationToken) =>
        IsGood(nameof(FindAsync)) ? _store.FindAsync(id, cancellationToken) : throw new IOException();

    public ValueTask<Approval?> FindByBindingAsync(string binding, CancellationToken cancellationToken) =>
        IsGood(nameof(FindByBindingAsync)) ? _store.FindByBindingAsync(binding, cancellationToken) : throw new IOException();

    public ValueTask<bool> TryReplaceAsync(Approval replacement, long expectedVersion, CancellationToken cancellationToken) =>
        IsGood(nameof(TryReplaceAsync), cancellationToken) ? _store.TryReplaceAsync(replacement, expectedVersion, cancellationToken) : throw new IOException();

    public IAsyncEnumerable<Approval> ListAsync(bool onlyOpen, CancellationToken cancellationToken) =>
        IsGood(nameof(ListAsync)) ? _store.ListAsync(onlyOpen, cancellationToken) : throw new IOException();

    private bool IsGood(string method, CancellationToken? change = null)
    {
        if (change is { } token)
            Changes.Enqueue(token);

        return Broken != method;
    }
}
