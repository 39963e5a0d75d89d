namespace McpGuard.Audit;

/// <summary>A record in the queue, and the task that waits for it. An entry without a record only wakes the writer.</summary>
internal readonly record struct AuditFileEntry(ReadOnlyMemory<byte> Record, TaskCompletionSource? Waiter);
