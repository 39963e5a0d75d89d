namespace McpGuard;

/// <summary>
/// Remembers identifiers that may be used once. The guard asks it before an operation runs. An exception, or no answer within a
/// second, refuses the operation. A store must not block the calling thread.
/// </summary>
public interface IReplayStore
{
    /// <summary>
    /// Uses an identifier, in one atomic step: of all concurrent calls with one key, at most one returns <see langword="true"/>.
    /// </summary>
    /// <param name="key">The identifier.</param>
    /// <param name="caller">The caller whose identifier it is, for stores that give each caller a share of their room.</param>
    /// <param name="from">
    /// The earliest time at which the identifier could have been used. A store that may have lost uses since then, such as one that
    /// began empty later, returns <see langword="false"/>.
    /// </param>
    /// <param name="until">The time until which the store must remember the use. The store may forget it then.</param>
    /// <param name="cancellationToken">Cancelled when the request is aborted.</param>
    /// <returns>
    /// <see langword="true"/> if the identifier was unused and the store has recorded its use; <see langword="false"/> if it was used, if
    /// the store cannot know, or if there is no room to record the use. A store must not forget another use to make room.
    /// </returns>
    ValueTask<bool> TryUseAsync(ReplayKey key, string caller, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Says whether an identifier was used, and changes nothing.</summary>
    /// <param name="key">The identifier.</param>
    /// <param name="cancellationToken">Cancelled when the request is aborted.</param>
    /// <returns><see langword="true"/> if the store remembers a use of the identifier.</returns>
    ValueTask<bool> IsUsedAsync(ReplayKey key, CancellationToken cancellationToken);
}
