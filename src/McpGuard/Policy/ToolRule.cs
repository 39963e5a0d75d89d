namespace McpGuard;

/// <summary>What a call of one tool needs.</summary>
internal sealed class ToolRule
{
    public ToolRule(string tool, ScopeSet scopes, CallerRule? callers = null, bool endsWithToken = false)
    {
        Tool = tool;
        Scopes = scopes;
        Callers = callers;
        EndsWithToken = endsWithToken;
        Allow = AccessDecision.Allowed(this);
    }

    public string Tool { get; }

    public ScopeSet Scopes { get; }

    /// <summary>Through whom the tool may be used, beside what holds for the whole server; null adds nothing.</summary>
    public CallerRule? Callers { get; }

    /// <summary>Whether a running call is cancelled when its token has ended.</summary>
    public bool EndsWithToken { get; }

    /// <summary>The one decision for every call that has what it needs: allowing allocates nothing.</summary>
    public AccessDecision Allow { get; }
}
