namespace McpGuard;

/// <summary>Several equal refusals: their address (null: many addresses), their reason, their number, and the time of the first.</summary>
internal readonly record struct RefusalSum(string? Address, ReasonCode Reason, long Count, DateTimeOffset Since);
