namespace McpGuard;

/// <summary>
/// Counts calls within a sliding window. An exception, or no answer within a second, refuses the call. A counter must not block the
/// calling thread.
/// </summary>
public interface IRateCounter
{
    /// <summary>Takes room for calls, in one atomic step: all of them, or none.</summary>
    /// <param name="key">What is counted, and how many calls may be within the window.</param>
    /// <param name="count">The number of calls. 0 takes nothing, and asks whether there is room for one.</param>
    /// <param name="cancellationToken">Cancelled when the request is aborted.</param>
    /// <returns>Whether there was room. A counter that has no room to count refuses.</returns>
    ValueTask<RateLease> TakeAsync(RateKey key, int count, CancellationToken cancellationToken);
}
