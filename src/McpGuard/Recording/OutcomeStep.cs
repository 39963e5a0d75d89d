namespace McpGuard;

/// <summary>An end that an allowed operation has come to. It is taken once, and its record can be made of it alone.</summary>
internal readonly struct OutcomeStep
{
    private OutcomeStep(GuardedOperation operation, AuditOutcome outcome) => (Operation, Outcome) = (operation, outcome);

    public GuardedOperation Operation { get; }

    public AuditOutcome Outcome { get; }

    /// <returns>Whether nobody else has taken it.</returns>
    public static bool TryTake(GuardedOperation operation, AuditOutcome outcome, out OutcomeStep step) =>
        Make(operation.TryEnd(isSuspended: outcome == AuditOutcome.Deferred), operation, outcome, out step);

    /// <summary>Leaves the outcome to the filter that runs the operation, if one does.</summary>
    /// <returns>Whether it is still to be recorded.</returns>
    public static bool TryTakeUnlessRunning(GuardedOperation operation, AuditOutcome outcome, out OutcomeStep step) =>
        Make(operation.TryClose(), operation, outcome, out step);

    private static bool Make(bool isTaken, GuardedOperation operation, AuditOutcome outcome, out OutcomeStep step)
    {
        step = isTaken ? new(operation, outcome) : default;
        return isTaken;
    }
}
