namespace McpGuard;

/// <summary>
/// Tells which tokens are revoked before they expire. It is called on every request, also for cached tokens, so it must answer from memory.
/// All registered lists are called. One positive answer is enough. An exception refuses the call, and so does an answer that takes longer
/// than five seconds.
/// </summary>
public interface IRevocationList
{
    /// <summary>
    /// Whether <see cref="IsRevoked"/> never blocks its thread. Such a list is called on the thread of the request. Any other list has threads
    /// of its own, so that a blocking list stops no request. Default <see langword="false"/>.
    /// </summary>
    bool NeverBlocks => false;

    /// <summary>Whether the caller's token, or anything that it depends on, is revoked.</summary>
    /// <param name="caller">The caller, with an otherwise valid token.</param>
    /// <returns><see langword="true"/> if the call must be refused.</returns>
    bool IsRevoked(DelegatedCaller caller);
}
