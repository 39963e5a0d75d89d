namespace McpGuard.Audit;

/// <summary>A fact that a condition checked, and the result.</summary>
/// <param name="Rule">The rule with the condition, <c>declaration</c> for the code, or <c>options</c> for the options by tool name.</param>
/// <param name="Condition">The condition, for example <c>network</c>, or the name of your own condition.</param>
/// <param name="Value">The fact, or null if there was none. Never an argument's value, unless your own condition returns one.</param>
/// <param name="IsMet">Whether the condition was met.</param>
public sealed record AccessFact(string Rule, string Condition, string? Value, bool IsMet);
