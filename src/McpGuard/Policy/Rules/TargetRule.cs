namespace McpGuard;

/// <summary>All requirements of one tool, prompt, resource or method, compiled for decisions.</summary>
internal sealed class TargetRule
{
    public TargetRule(
        TargetKind kind, string name, Requirement[] requirements, PolicySettings settings, bool endsWithToken = false, string? overriddenBy = null)
    {
        Kind = kind;
        Name = name;
        Requirements = requirements;
        Settings = settings;
        EndsWithToken = endsWithToken;
        OverriddenBy = overriddenBy;
        Checks =
        [
            .. requirements.SelectMany(requirement => requirement.Conditions.Select(condition => new Check(requirement, condition)))
                .OrderBy(check => check.Condition.Stage),
        ];
        IsPlain = Checks.Length == 0 && Array.TrueForAll(requirements, requirement => requirement.Mode == PolicyMode.Enforce && requirement.Scopes.IsPlain);
        NeedsArguments = Array.Exists(Checks, check => check.Condition.NeedsArguments || check.Condition.Stage == ConditionStage.Remote) ||
            Array.Exists(requirements, requirement => requirement.Scopes.ForArguments.Length > 0);
        NeedsApproval = Array.Exists(Checks, check => check.Condition.Stage == ConditionStage.Approval);
        Definition = Checks.Select(check => check.Condition).OfType<DefinitionCondition>().FirstOrDefault();
        Scopes = new ScopeSet(requirements.Where(requirement => requirement.Mode == PolicyMode.Enforce).SelectMany(requirement => requirement.Scopes.All));
        Allow = new AccessDecision(ReasonCode.Allowed)
        {
            Target = this,
            Rule = overriddenBy ?? requirements.LastOrDefault()?.Rule,
            PolicyVersion = settings.Version,
            ScopesRequired = Scopes,
        };
    }

    public TargetKind Kind { get; }

    public string Name { get; }

    public Requirement[] Requirements { get; }

    public PolicySettings Settings { get; }

    /// <summary>Whether a running call is cancelled when its token has ended.</summary>
    public bool EndsWithToken { get; }

    /// <summary>The rule that replaces the declarations in code, if there is one.</summary>
    public string? OverriddenBy { get; }

    /// <summary>All conditions; cheap ones without side effects come first.</summary>
    public Check[] Checks { get; }

    /// <summary>Whether a fixed set of scopes is the only requirement.</summary>
    public bool IsPlain { get; }

    /// <summary>Whether a decision needs the arguments.</summary>
    public bool NeedsArguments { get; }

    /// <summary>Whether some call needs an approval.</summary>
    public bool NeedsApproval { get; }

    /// <summary>The pinned definition of a tool, if there is one.</summary>
    public DefinitionCondition? Definition { get; }

    /// <summary>The scopes that every call needs.</summary>
    public ScopeSet Scopes { get; }

    /// <summary>The one decision for every call that meets its requirements: allowing allocates nothing.</summary>
    public AccessDecision Allow { get; }

    /// <summary>The combined requirements of two rules; null if one of them permits no callers.</summary>
    public static TargetRule? Combine(TargetRule? one, TargetRule? other) => one is null || other is null
        ? null
        : new(
            one.Kind,
            one.Name,
            [.. one.Requirements, .. other.Requirements],
            one.Settings,
            one.EndsWithToken || other.EndsWithToken,
            one.OverriddenBy ?? other.OverriddenBy);

    public readonly record struct Check(Requirement Requirement, Condition Condition);
}
