namespace McpGuard;

/// <summary>Several equal refusals: from where (null: from many addresses), why, how many, and since when.</summary>
internal readonly record struct RefusalSum(string? Address, ReasonCode Reason, long Count, DateTimeOffset Since);
