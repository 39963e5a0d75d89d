namespace McpGuard;

/// <summary>A condition that the author has registered.</summary>
internal sealed class OwnCondition(string name, IAccessCondition condition) : Condition
{
    public override string Name => name;

    public override ReasonCode Reason => ReasonCode.ConditionNotMet;

    public override bool NeedsArguments => true;

    public override bool MayBlock => true;

    public override string Demand => $"what the server's own condition '{name}' demands";

    public static IEnumerable<Condition> Read(PolicyObject rule, ConditionSources sources)
    {
        foreach (var name in rule.Texts("Conditions"))
        {
            var (condition, problem) = sources.Find(name);
            if (condition is not null)
                yield return new OwnCondition(name, condition);
            else
                rule.Wrong("Conditions", $"has {problem}");
        }
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) =>
        condition.CheckAsync(request, cancellationToken);
}
