namespace McpGuard;

/// <summary>What one source demands of a request: the declaration in code, or one rule of the policy.</summary>
internal sealed record Requirement(string Rule, PolicyMode Mode, ScopeRule Scopes, Condition[] Conditions)
{
    /// <summary>How records call what is declared in code.</summary>
    public const string Declaration = "declaration";

    /// <summary>How records call the options by tool name.</summary>
    public const string Options = "options";
}
