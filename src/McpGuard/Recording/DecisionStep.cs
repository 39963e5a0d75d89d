namespace McpGuard;

/// <summary>The decision on an operation. It is taken once, and contains everything for its record.</summary>
internal readonly struct DecisionStep
{
    private DecisionStep(GuardedOperation operation, AccessDecision decision) => (Operation, Decision) = (operation, decision);

    public GuardedOperation Operation { get; }

    public AccessDecision Decision { get; }

    /// <returns>Whether it was not taken before.</returns>
    public static bool TryTake(GuardedOperation operation, AccessDecision decision, out DecisionStep step)
    {
        var isTaken = operation.TryDecide(decision.IsAllowed);
        step = isTaken ? new(operation, decision) : default;
        return isTaken;
    }
}
