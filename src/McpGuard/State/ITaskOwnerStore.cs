namespace McpGuard;

/// <summary>
/// Remembers which caller began which task. If it throws, or does not answer within a second, the guard withholds the answer or refuses
/// the request. A store must not block the calling thread.
/// </summary>
public interface ITaskOwnerStore
{
    /// <summary>Records the owner of a task that has begun, in one atomic step: the first owner of an identifier keeps it.</summary>
    /// <param name="taskId">The task's identifier, which the server has chosen.</param>
    /// <param name="owner">The caller, and the request that began the task.</param>
    /// <param name="keep">How long the store should remember the owner. A caller that begins too many tasks may lose its own oldest.</param>
    /// <param name="cancellationToken">Cancelled when the request is aborted.</param>
    /// <returns><see langword="false"/> if the identifier has an owner, or if there is no room for this one.</returns>
    ValueTask<bool> TryAddAsync(string taskId, TaskOwner owner, TimeSpan keep, CancellationToken cancellationToken);

    /// <summary>Finds the owner of a task.</summary>
    /// <param name="taskId">The task's identifier, as a caller has sent it.</param>
    /// <param name="cancellationToken">Cancelled when the request is aborted.</param>
    /// <returns>The owner, or <see langword="null"/> if the store remembers none.</returns>
    ValueTask<TaskOwner?> FindAsync(string taskId, CancellationToken cancellationToken);
}
