namespace McpGuard;

/// <summary>What a call of one tool needs.</summary>
internal sealed class ToolRule
{
    public ToolRule(string tool, ScopeSet scopes)
    {
        Tool = tool;
        Scopes = scopes;
        Allow = AccessDecision.Allowed(this);
    }

    public string Tool { get; }

    public ScopeSet Scopes { get; }

    /// <summary>The one decision for every call that has what it needs: allowing allocates nothing.</summary>
    public AccessDecision Allow { get; }
}
