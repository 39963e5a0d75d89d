namespace McpGuard;

/// <summary>What one source demands of a request: the declaration in code, or one rule of the policy.</summary>
internal sealed record Requirement(string Rule, PolicyMode Mode, ScopeRule Scopes, Condition[] Conditions)
{
    private bool LooksAtArguments => Scopes.ForArguments.Length > 0 || Array.Exists(Conditions, condition => condition.NeedsArguments);

    /// <summary>The same demands, on the arguments as one target gets them.</summary>
    public Requirement BindTo(Lazy<ArgumentBinding?> binding) => LooksAtArguments && binding.Value is { } known
        ? this with { Scopes = Scopes.BindTo(known), Conditions = Array.ConvertAll(Conditions, condition => condition.BindTo(known)) }
        : this;

    /// <summary>How records call what is declared in code.</summary>
    public const string Declaration = "declaration";

    /// <summary>How records call the options by tool name.</summary>
    public const string Options = "options";
}
