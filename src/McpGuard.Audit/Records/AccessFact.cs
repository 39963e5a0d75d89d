namespace McpGuard.Audit;

/// <summary>Something that a condition has looked at, and what came of it.</summary>
/// <param name="Rule">
/// The rule that has the condition, <c>declaration</c> for what the code declares, or <c>options</c> for the options by tool
/// name.
/// </param>
/// <param name="Condition">The condition, for example <c>network</c>, or the name of one of your own.</param>
/// <param name="Value">
/// What was found, or null if nothing was there. Never an argument's value, unless a condition of your own says one.
/// </param>
/// <param name="IsMet">Whether that was enough.</param>
public sealed record AccessFact(string Rule, string Condition, string? Value, bool IsMet);
