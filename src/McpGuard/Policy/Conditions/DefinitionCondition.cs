namespace McpGuard;

/// <summary>The tool is still the one that was reviewed.</summary>
internal sealed class DefinitionCondition(string pinned, string actual) : Condition
{
    public override string Name => "definition";

    public override ReasonCode Reason => ReasonCode.TargetChanged;

    public override string Demand => $"the definition {pinned}";

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) =>
        new(ConditionResult.Of(pinned == actual, actual));
}
