namespace McpGuard;

/// <summary>An attribute that demands more than scopes.</summary>
internal interface IDemand
{
    /// <returns>The condition, or null if it cannot be made; and what is wrong with it.</returns>
    (Condition? Condition, string? Problem) Make(ConditionSources sources);
}
