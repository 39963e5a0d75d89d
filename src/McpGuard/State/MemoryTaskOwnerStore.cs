namespace McpGuard;

/// <summary>Remembers the owners of tasks in this process. A caller that begins too many loses its own oldest.</summary>
internal sealed class MemoryTaskOwnerStore(TimeProvider time) : ITaskOwnerStore
{
    public const int MaxTasks = 100_000;

    private readonly SharedTable<string, TaskOwner> _owners = new(MaxTasks, time);

    public ValueTask<bool> TryAddAsync(string taskId, TaskOwner owner, TimeSpan keep, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : new(_owners.TryAddInPlaceOfOldest(owner.Caller, taskId, owner, time.GetUtcNow() + keep));

    public ValueTask<TaskOwner?> FindAsync(string taskId, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<TaskOwner?>(cancellationToken)
            : new(_owners.TryGet(taskId, out var owner) ? owner : null);
}
