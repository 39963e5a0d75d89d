namespace McpGuard;

/// <summary>An attribute with a requirement other than scopes.</summary>
internal interface IDemand
{
    /// <returns>The condition, or null if it cannot be made, and the problem.</returns>
    (Condition? Condition, string? Problem) Make(ConditionSources sources);
}
