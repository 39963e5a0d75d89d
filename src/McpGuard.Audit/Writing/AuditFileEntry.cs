namespace McpGuard.Audit;

/// <summary>A record in its batch, and who waits for it.</summary>
internal readonly record struct AuditFileEntry(ReadOnlyMemory<byte> Record, AuditDurability Durability, AuditWaiter? Waiter);
