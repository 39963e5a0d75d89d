namespace McpGuard.Audit;

/// <summary>A record that waits to be written, and who waits for it. Without a record, it only makes the writer look around.</summary>
internal readonly record struct AuditFileEntry(ReadOnlyMemory<byte> Record, TaskCompletionSource? Waiter);
