namespace McpGuard;

/// <summary>The requirements of one source: the declaration in code, or one rule of the policy.</summary>
internal sealed record Requirement(string Rule, PolicyMode Mode, ScopeRule Scopes, Condition[] Conditions)
{
    /// <summary>The text of refusals by the rule: empty if they tell no reason, or null for the usual text.</summary>
    public string? Says { get; init; }

    private bool LooksAtArguments => Scopes.ForArguments.Length > 0 || Array.Exists(Conditions, condition => condition.NeedsArguments);

    /// <summary>The same requirements, for the arguments of one target.</summary>
    public Requirement BindTo(Lazy<ArgumentBinding?> binding) => LooksAtArguments && binding.Value is { } known
        ? this with { Scopes = Scopes.BindTo(known), Conditions = Array.ConvertAll(Conditions, condition => condition.BindTo(known)) }
        : this;

    /// <summary>The name of the declarations in code, in records.</summary>
    public const string Declaration = "declaration";

    /// <summary>The name of the options by tool name, in records.</summary>
    public const string Options = "options";
}
