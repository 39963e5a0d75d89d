namespace McpGuard.Benchmarks;

/// <summary>One line of the final table.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure with its unit and, where there is one, its spread.</param>
/// <param name="Goal">The goal, or null for a figure that is there to read the others by.</param>
/// <param name="IsMet">Whether the goal is met; null without a goal.</param>
internal sealed record Figure(string Name, string Value, string? Goal = null, bool? IsMet = null);
