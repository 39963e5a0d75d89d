namespace McpGuard;

/// <summary>A condition that the author has registered.</summary>
/// <param name="name">The registered name.</param>
/// <param name="condition">The condition, or null without a running server.</param>
internal sealed class RegisteredCondition(string name, IAccessCondition? condition) : Condition
{
    public override string Name => name;

    public override ReasonCode Reason => ReasonCode.ConditionNotMet;

    public override bool NeedsArguments => true;

    public override bool MayBlock => condition is not null;

    public override string Demand => $"what the server's own condition '{name}' demands";

    /// <returns>The condition, or null and what is wrong with its name. Without the server any name may be registered.</returns>
    public static (RegisteredCondition? Condition, string? Problem) Create(string name, ConditionSources sources)
    {
        if (sources.Server is null)
            return (new RegisteredCondition(name, null), null);

        var (condition, problem) = sources.Find(name);
        return (condition is null ? null : new RegisteredCondition(name, condition), problem);
    }

    public static IEnumerable<Condition> Read(PolicyObject rule, ConditionSources sources)
    {
        foreach (var name in rule.Texts("Conditions"))
        {
            var (condition, problem) = Create(name, sources);
            if (condition is not null)
                yield return condition;
            else
                rule.Wrong("Conditions", $"has {problem}");
        }
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) =>
        condition?.CheckAsync(request, cancellationToken) ?? new(ConditionResult.Undecided);
}
