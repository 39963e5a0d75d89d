namespace McpGuard;

/// <summary>A decision that an operation has come to. It is taken once, and its record can be made of it alone.</summary>
internal readonly struct DecisionStep
{
    private DecisionStep(GuardedOperation operation, AccessDecision decision) => (Operation, Decision) = (operation, decision);

    public GuardedOperation Operation { get; }

    public AccessDecision Decision { get; }

    /// <returns>Whether nobody else has taken it.</returns>
    public static bool TryTake(GuardedOperation operation, AccessDecision decision, out DecisionStep step)
    {
        var isTaken = operation.TryDecide(decision.IsAllowed);
        step = isTaken ? new(operation, decision) : default;
        return isTaken;
    }
}
