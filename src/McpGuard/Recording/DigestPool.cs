namespace McpGuard;

/// <summary>
/// Keeps keyed hashes for the next digest: keying one costs more than hashing a call's arguments. It keeps no more than run on the processors
/// at the same time, and none with a large buffer, however many threads there are.
/// </summary>
internal sealed class DigestPool(byte[] key) : IDisposable
{
    private readonly DigestState?[] _kept = new DigestState?[2 * Environment.ProcessorCount];
    private volatile bool _isDisposed;

    /// <summary>How many are kept.</summary>
    public int Count => _kept.Count(static state => state is not null);

    /// <summary>The most that are kept.</summary>
    public int Limit => _kept.Length;

    public DigestState Rent()
    {
        for (var i = 0; i < _kept.Length; i++)
        {
            if (Interlocked.Exchange(ref _kept[i], null) is { } state)
                return state;
        }

        return new DigestState(key);
    }

    public void Return(DigestState state)
    {
        for (var i = 0; i < _kept.Length && state.IsSmall; i++)
        {
            if (Interlocked.CompareExchange(ref _kept[i], state, null) is not null)
                continue;

            // What comes back after the end is let go like the others.
            if (_isDisposed)
                Dispose();

            return;
        }

        state.Dispose();
    }

    public void Dispose()
    {
        _isDisposed = true;
        for (var i = 0; i < _kept.Length; i++)
            Interlocked.Exchange(ref _kept[i], null)?.Dispose();
    }
}
