namespace McpGuard.Audit;

/// <summary>Where a record is in the bytes of its batch, and who waits for it.</summary>
internal readonly record struct AuditFileEntry(int Start, int Length, AuditDurability Durability, AuditWaiter? Waiter);
