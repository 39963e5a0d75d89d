namespace McpGuard;

/// <summary>What a store has answered.</summary>
/// <param name="Value">The answer; the default if there is none.</param>
/// <param name="Fault">Why there is no answer, or null if there is one.</param>
internal readonly record struct StateAnswer<TValue>(TValue? Value, ReasonCode? Fault = null)
{
    /// <summary>Whether the store has answered.</summary>
    public bool IsKnown => Fault is null;
}
