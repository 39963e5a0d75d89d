namespace McpGuard;

/// <summary>
/// Tells which tokens are revoked before they expire. It is called on every request, also for cached tokens, so it must answer from memory.
/// All registered lists are called. One positive answer is enough, and an exception refuses the call.
/// </summary>
public interface IRevocationList
{
    /// <summary>Whether the caller's token, or anything that it depends on, is revoked.</summary>
    /// <param name="caller">The caller, with an otherwise valid token.</param>
    /// <returns><see langword="true"/> if the call must be refused.</returns>
    bool IsRevoked(DelegatedCaller caller);
}
