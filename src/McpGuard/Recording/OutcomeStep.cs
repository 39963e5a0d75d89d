namespace McpGuard;

/// <summary>The outcome of an allowed operation. It is taken once, and contains everything for its record.</summary>
internal readonly struct OutcomeStep
{
    private OutcomeStep(GuardedOperation operation, AuditOutcome outcome) => (Operation, Outcome) = (operation, outcome);

    public GuardedOperation Operation { get; }

    public AuditOutcome Outcome { get; }

    /// <returns>Whether it was not taken before.</returns>
    public static bool TryTake(GuardedOperation operation, AuditOutcome outcome, out OutcomeStep step) =>
        Make(operation.TryEnd(isSuspended: outcome == AuditOutcome.Deferred), operation, outcome, out step);

    /// <summary>Leaves the outcome to the filter that runs the operation, if there is one.</summary>
    /// <returns>Whether it is still to be recorded.</returns>
    public static bool TryTakeUnlessRunning(GuardedOperation operation, AuditOutcome outcome, out OutcomeStep step) =>
        Make(operation.TryClose(), operation, outcome, out step);

    private static bool Make(bool isTaken, GuardedOperation operation, AuditOutcome outcome, out OutcomeStep step)
    {
        step = isTaken ? new(operation, outcome) : default;
        return isTaken;
    }
}
