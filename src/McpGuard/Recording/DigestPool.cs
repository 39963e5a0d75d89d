namespace McpGuard;

/// <summary>
/// Keeps keyed hashes for the next digest: keying one costs more than hashing a call's arguments. It keeps no more than run on the processors
/// at the same time, and none with a large buffer, however many threads there are.
/// </summary>
internal sealed class DigestPool(byte[] key) : IDisposable
{
    private readonly BoundedPool<DigestState> _pool = new();
    private volatile bool _isDisposed;

    /// <summary>The number of kept hashes.</summary>
    public int Count => _pool.Count;

    /// <summary>The highest number of kept hashes.</summary>
    public int Limit => _pool.Limit;

    public DigestState Rent() => _pool.TryTake(out var state) ? state : new DigestState(key);

    public void Return(DigestState state)
    {
        if (!state.IsSmall || !_pool.TryKeep(state))
            state.Dispose();
        else if (_isDisposed)
            Dispose();
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_pool.TryTake(out var state))
            state.Dispose();
    }
}
