namespace McpGuard.Benchmarks.Soak;

/// <summary>How the soaked server is.</summary>
/// <param name="HeapBytes">How many bytes its objects occupy after a collection.</param>
/// <param name="Unobserved">How many exceptions of tasks were not observed.</param>
/// <param name="LoggedErrors">How many errors were logged.</param>
/// <param name="LongestQueue">The most audit records that have waited at the same time; -1 if that is not measured.</param>
internal sealed record SoakState(long HeapBytes, long Unobserved, long LoggedErrors, long LongestQueue);
