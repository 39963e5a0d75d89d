namespace McpGuard;

/// <summary>One condition of a rule, as checked for an explanation.</summary>
/// <param name="Name">The condition, for example <c>network</c>.</param>
/// <param name="Demand">The requirement, for human readers.</param>
/// <param name="Fact">The fact that was checked, or null if there was none.</param>
/// <param name="State">The result.</param>
public sealed record ConditionExplanation(string Name, string Demand, string? Fact, ConditionState State);
