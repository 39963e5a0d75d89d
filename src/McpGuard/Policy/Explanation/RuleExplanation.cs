namespace McpGuard;

/// <summary>What one rule demands of a request, and what it finds.</summary>
/// <param name="Rule">The rule's name; <c>declaration</c> for what the code declares, <c>options</c> for the options by tool name.</param>
/// <param name="IsEnforced">Whether its denial denies, or is only reported.</param>
/// <param name="ScopesNeeded">The scopes that it demands.</param>
/// <param name="ScopesMissing">Those of them that the caller lacks.</param>
/// <param name="Conditions">Its conditions.</param>
public sealed record RuleExplanation(
    string Rule,
    bool IsEnforced,
    IReadOnlyCollection<string> ScopesNeeded,
    IReadOnlyCollection<string> ScopesMissing,
    IReadOnlyList<ConditionExplanation> Conditions)
{
    /// <summary>Whether the rule lets the request go on; null if that depends on what is not known.</summary>
    public bool? IsSatisfied => (ScopesMissing.Count > 0, Conditions) switch
    {
        (true, _) => false,
        var (_, conditions) when conditions.Any(condition => condition.State == ConditionState.NotMet) => false,
        var (_, conditions) when conditions.Any(condition => condition.State == ConditionState.Unknown) => null,
        _ => true,
    };
}
