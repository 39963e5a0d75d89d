namespace McpGuard;

/// <summary>
/// Revocations in memory. It is registered with every guarded server: ask for it, and revoke. A restart forgets them;
/// a revocation file does not.
/// </summary>
public sealed class RevocationList : IRevocationList
{
    private readonly RevocationIndex _index;

    /// <summary>Makes an empty list.</summary>
    /// <param name="time">The clock by which entries are forgotten.</param>
    public RevocationList(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);

        _index = new(time);
    }

    /// <summary>Revokes, from the next call on.</summary>
    /// <param name="revocation">What is revoked.</param>
    /// <exception cref="ArgumentException"><paramref name="revocation"/> names no issuer, or more than one thing.</exception>
    /// <exception cref="InvalidOperationException">There are 100,000 entries that may not be forgotten yet.</exception>
    public void Revoke(Revocation revocation)
    {
        ArgumentNullException.ThrowIfNull(revocation);

        _index.Add(revocation);
    }

    /// <inheritdoc/>
    public bool IsRevoked(DelegatedCaller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);

        return _index.Contains(caller);
    }
}
