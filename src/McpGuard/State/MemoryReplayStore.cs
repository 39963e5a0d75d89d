namespace McpGuard;

/// <summary>
/// Remembers uses in this process: each kind in a table of its own, in which each caller has a share. An identifier that could have been
/// used before the process began is refused.
/// </summary>
internal sealed class MemoryReplayStore(TimeProvider time) : IReplayStore
{
    public const int MaxEntries = 100_000;

    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly SharedTable<string, bool> _states = new(MaxEntries, time);
    private readonly SharedTable<string, bool> _assertions = new(MaxEntries, time);
    private readonly SharedTable<string, bool> _tokens = new(MaxEntries, time);

    public ValueTask<bool> TryUseAsync(ReplayKey key, string caller, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : new(from >= _began && TableOf(key.Kind).TryAdd(caller, key.Id, value: true, until));

    public ValueTask<bool> IsUsedAsync(ReplayKey key, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : new(TableOf(key.Kind).TryGet(key.Id, out _));

    private SharedTable<string, bool> TableOf(ReplayKind kind) => kind switch
    {
        ReplayKind.RequestState => _states,
        ReplayKind.DeviceAssertion => _assertions,
        ReplayKind.Token => _tokens,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
