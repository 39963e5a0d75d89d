namespace McpGuard;

/// <summary>
/// Replaces a requirement of the code from which no condition can be made. At startup that is a problem. Later targets get this condition,
/// which is never met, so that the requirement is not lost.
/// </summary>
internal sealed class InvalidCondition(string problem) : Condition
{
    public override string Name => "demand";

    public override ReasonCode Reason => ReasonCode.ConditionFailed;

    public override string Demand => problem;

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) => new(ConditionResult.NotMet(problem));
}
