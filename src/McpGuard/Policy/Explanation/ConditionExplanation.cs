namespace McpGuard;

/// <summary>One condition of a rule, as it was looked at for an explanation.</summary>
/// <param name="Name">The condition, for example <c>network</c>.</param>
/// <param name="Demand">What it demands, for people to read.</param>
/// <param name="Fact">What was found, or null if nothing was there.</param>
/// <param name="State">What came of it.</param>
public sealed record ConditionExplanation(string Name, string Demand, string? Fact, ConditionState State);
