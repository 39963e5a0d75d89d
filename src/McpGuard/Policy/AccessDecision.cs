namespace McpGuard;

/// <summary>The answer to "may this run?", as a value: effect, reason, and what was needed.</summary>
internal sealed class AccessDecision
{
    private AccessDecision(ReasonCode reason, ToolRule? rule, ScopeSet missing)
    {
        Reason = reason;
        Rule = rule;
        Missing = missing;
    }

    public bool IsAllowed => Reason == ReasonCode.Allowed;

    public ReasonCode Reason { get; }

    public ToolRule? Rule { get; }

    /// <summary>The scopes needed that the caller lacks.</summary>
    public ScopeSet Missing { get; }

    /// <summary>A request that needs no more than a caller.</summary>
    public static AccessDecision AnyCaller { get; } = new(ReasonCode.Allowed, null, ScopeSet.Empty);

    public static AccessDecision Allowed(ToolRule rule) => new(ReasonCode.Allowed, rule, ScopeSet.Empty);

    public static AccessDecision Denied(ReasonCode reason, ToolRule? rule = null) => new(reason, rule, ScopeSet.Empty);

    public static AccessDecision ScopeMissing(ToolRule rule, ScopeSet missing) => new(ReasonCode.ScopeInsufficient, rule, missing);
}
