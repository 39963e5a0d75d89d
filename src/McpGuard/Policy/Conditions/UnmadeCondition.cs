namespace McpGuard;

/// <summary>
/// Stands for a demand of the code that no condition can be made of. At the start that is a problem; what comes later has
/// this condition, which nothing meets, so that the demand is not lost.
/// </summary>
internal sealed class UnmadeCondition(string problem) : Condition
{
    public override string Name => "demand";

    public override ReasonCode Reason => ReasonCode.ConditionFailed;

    public override string Demand => problem;

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) => new(ConditionResult.NotMet(problem));
}
