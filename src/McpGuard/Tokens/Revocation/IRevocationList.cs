namespace McpGuard;

/// <summary>
/// Says which tokens count no more before they expire. It is asked on every call, also for tokens that were verified
/// before, so it must answer from memory. All registered lists are asked; one that says yes is enough, and an exception
/// refuses the call.
/// </summary>
public interface IRevocationList
{
    /// <summary>Whether what a caller presents has been revoked.</summary>
    /// <param name="caller">Who calls, by a token that is good otherwise.</param>
    /// <returns><see langword="true"/> if the call must be refused.</returns>
    bool IsRevoked(DelegatedCaller caller);
}
