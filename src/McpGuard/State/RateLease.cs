namespace McpGuard;

/// <summary>Whether a counter had room. The default is that it had none.</summary>
/// <param name="IsAcquired">Whether there was room.</param>
/// <param name="RetryAfter">How long to wait until there is room, if that is known.</param>
public readonly record struct RateLease(bool IsAcquired, TimeSpan? RetryAfter = null);
