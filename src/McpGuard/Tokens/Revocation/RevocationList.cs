namespace McpGuard;

/// <summary>
/// Revocations in memory. Every guarded server registers it: inject it, and revoke. A restart loses its entries; use a revocation file to
/// keep them.
/// </summary>
public sealed class RevocationList : IRevocationList
{
    private readonly RevocationIndex _index;

    /// <summary>Makes an empty list.</summary>
    /// <param name="time">The clock for the expiry of entries.</param>
    public RevocationList(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);

        _index = new(time);
    }

    /// <summary>Revokes, from the next call on.</summary>
    /// <param name="revocation">The revocation.</param>
    /// <exception cref="ArgumentException"><paramref name="revocation"/> names no issuer, or more than one thing.</exception>
    /// <exception cref="InvalidOperationException">There are already 100,000 entries that may not be forgotten yet.</exception>
    public void Revoke(Revocation revocation)
    {
        ArgumentNullException.ThrowIfNull(revocation);

        _index.Add(revocation);
    }

    /// <inheritdoc/>
    public bool NeverBlocks => true;

    /// <inheritdoc/>
    public bool IsRevoked(DelegatedCaller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);

        return _index.Contains(caller);
    }
}
