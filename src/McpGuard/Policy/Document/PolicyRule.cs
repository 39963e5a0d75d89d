using System.Text.Json;

namespace McpGuard;

/// <summary>One rule of a policy document.</summary>
internal sealed record PolicyRule(string Name, string Path, (TargetKind Kind, string Name)[] Targets, Requirement Requirement)
{
    private const int MaxSays = 300;

    /// <summary>Whether the rule replaces the declarations in code.</summary>
    public bool IsOverride { get; init; }

    /// <summary>Whether a valid token is enough, unless another rule requires more.</summary>
    public bool AllowsAnyCaller { get; init; }

    public bool EndsWithToken { get; init; }

    /// <summary>Whether the rule names the permitted callers, so that its targets count as declared.</summary>
    public bool Declares =>
        AllowsAnyCaller || Requirement.Scopes.IsDemandedOfAll ||
            Array.Exists(Requirement.Conditions, condition => condition is MembershipCondition or CallerCondition { SaysWho: true });

    public static PolicyRule Read(
        string name, PolicyObject section, Dictionary<string, (TargetKind, string)[]> groups, PolicyMode mode, ConditionSources sources)
    {
        var issuers = IssuerCondition.Read(section, sources);
        (TargetKind Kind, string Name)[] targets = [.. ReadTargets(section), .. ReadGroups(section, groups)];
        var rule = new PolicyRule(name, section.Path, [.. targets.Distinct()], new Requirement(
            name,
            section.Choice<PolicyMode>("Mode") ?? mode,
            ScopeRule.Read(section),
            [.. ReadConditions(name, section, issuers is null ? sources : sources with { FactIssuers = issuers }, issuers)])
        {
            Says = ReadSays(section),
        })
        {
            IsOverride = section.Flag("Override"),
            AllowsAnyCaller = section.Flag("AllowAnyCaller"),
            EndsWithToken = section.Flag("EndWithToken"),
        };

        section.Finish();
        if (targets.Length == 0)
            section.Wrong(null, "has no target. Name Tools, Prompts, Resources, Methods or TargetGroups");
        if (targets.Any(target => target.Kind != TargetKind.Tool) && Array.Exists(rule.Requirement.Conditions, condition => condition is ApprovalCondition))
            section.Wrong("Approval", "is only for tools. Write a rule of its own for the other targets");
        if (rule is { AllowsAnyCaller: true, Requirement.Scopes.IsEmpty: false })
            section.Wrong(null, "has AllowAnyCaller and scopes. Remove one of the two");
        if (rule is { IsOverride: true, Declares: false })
            section.Wrong(
                "Override", "removes the code's requirements and names no permitted callers. Add Scopes, Groups, Roles, allowed Callers or AllowAnyCaller");
        if (rule is { IsOverride: true, Requirement.Mode: PolicyMode.ReportOnly })
            section.Wrong("Override", "cannot be report-only, since it replaces requirements. Remove Override or set Mode to Enforce");
        if (rule is { Requirement: { Scopes.IsEmpty: true, Conditions.Length: 0 }, AllowsAnyCaller: false, EndsWithToken: false })
            section.Wrong(null, "requires nothing. Add a condition, Scopes or AllowAnyCaller");
        return rule;
    }

    public static IEnumerable<(TargetKind Kind, string Name)> ReadTargets(PolicyObject section) =>
    [
        .. section.Texts("Tools").Select(name => (TargetKind.Tool, name)),
        .. section.Texts("Prompts").Select(name => (TargetKind.Prompt, name)),
        .. section.Texts("Resources").Select(name => (TargetKind.Resource, name)),
        .. section.Texts("Methods").Select(name => (TargetKind.Method, name)),
    ];

    // An empty text is a decision: the refusals of the rule tell no reason.
    private static string? ReadSays(PolicyObject section)
    {
        if (section.Json("Says") is not { } json)
            return null;

        var text = json.ValueKind == JsonValueKind.String ? json.GetString()! : null;
        if (text is null)
            section.Wrong("Says", "is not a text");
        else if (text.Length > MaxSays || text.Any(char.IsControl) || text is not "" && string.IsNullOrWhiteSpace(text))
            section.Wrong("Says", $"is not one line of at most {MaxSays} characters");

        return text;
    }

    private static IEnumerable<(TargetKind, string)> ReadGroups(PolicyObject section, Dictionary<string, (TargetKind, string)[]> groups)
    {
        foreach (var name in section.Texts("TargetGroups"))
        {
            if (groups.TryGetValue(name, out var targets))
            {
                foreach (var target in targets)
                    yield return target;
            }
            else
            {
                section.Wrong("TargetGroups", $"has '{name}', which the policy's TargetGroups do not have{NearestName.Suggest(name, groups.Keys)}");
            }
        }
    }

    private static IEnumerable<Condition> ReadConditions(string name, PolicyObject section, ConditionSources sources, FactIssuers? issuers) =>
        new Condition?[]
        {
            issuers is null ? null : new IssuerCondition(issuers),
            CallerCondition.Read(section, sources),
            TenantCondition.Read(section, sources),
            NetworkCondition.Read(section, sources),
            HoursCondition.Read(section),
            DeviceCondition.Read(section, sources),
            SignInCondition.Read(section, sources),
            RiskCondition.Read(section, sources),
            ArgumentCondition.Read(section),
            EngineCondition.Read(section, sources),
            ApprovalCondition.Read(section, name),
            RateCondition.Read(section, name, sources),
        }
        .OfType<Condition>()
        .Concat(MembershipCondition.Read(section, sources))
        .Concat(RegisteredCondition.Read(section, sources));
}
