namespace McpGuard;

/// <summary>The requirements of one rule for a request, and their results.</summary>
/// <param name="Rule">The rule's name; <c>declaration</c> for the code, <c>options</c> for the options by tool name.</param>
/// <param name="IsEnforced">Whether its denial refuses the call, or is only reported.</param>
/// <param name="ScopesNeeded">The required scopes.</param>
/// <param name="ScopesMissing">The required scopes that the caller lacks.</param>
/// <param name="Conditions">Its conditions.</param>
public sealed record RuleExplanation(
    string Rule,
    bool IsEnforced,
    IReadOnlyCollection<string> ScopesNeeded,
    IReadOnlyCollection<string> ScopesMissing,
    IReadOnlyList<ConditionExplanation> Conditions)
{
    /// <summary>Whether the rule allows the request; null if that depends on unknown facts.</summary>
    public bool? IsSatisfied => (ScopesMissing.Count > 0, Conditions) switch
    {
        (true, _) => false,
        var (_, conditions) when conditions.Any(condition => condition.State == ConditionState.NotMet) => false,
        var (_, conditions) when conditions.Any(condition => condition.State == ConditionState.Unknown) => null,
        _ => true,
    };
}
