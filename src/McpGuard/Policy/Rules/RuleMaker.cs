using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Combines the requirements of one tool, prompt, resource or method.</summary>
internal sealed class RuleMaker
{
    private readonly McpGuardOptions _options;
    private readonly PolicySettings _settings;
    private readonly ConditionSources _sources;
    private readonly ICollection<string> _problems;
    private readonly ILookup<(TargetKind Kind, string Name), PolicyRule> _rules;

    public RuleMaker(McpGuardOptions options, PolicyDocument document, ConditionSources sources, ICollection<string> problems)
    {
        (_options, _settings, _sources, _problems) = (options, document.Settings, sources, problems);
        _rules = document.Rules.SelectMany(rule => rule.Targets.Select(target => (target, rule))).ToLookup(pair => pair.target, pair => pair.rule);
    }

    /// <summary>The names of one kind in the policy's rules.</summary>
    public IEnumerable<string> Named(TargetKind kind) => _rules.Select(group => group.Key).Where(target => target.Kind == kind).Select(target => target.Name);

    /// <returns>The rule, or null if there are no permitted callers.</returns>
    public TargetRule? Make(TargetKind kind, string name, IMcpServerPrimitive? primitive)
    {
        var demandProblems = new List<string>();
        var (declaration, declares) = Declaration.Of(primitive).Compile(_sources, demandProblems);
        lock (_problems)
        {
            foreach (var problem in demandProblems)
                _problems.Add($"{kind} '{name}': {problem}.");
        }

        PolicyRule[] rules = [.. _rules[(kind, name)]];
        FindApprovalProblems(kind, name, [declaration, .. rules.Select(rule => rule.Requirement)]);
        var overriding = Array.Find(rules, rule => rule.IsOverride);
        var requirements = new List<Requirement>();
        if (overriding is null)
            requirements.Add(declaration with { Mode = _settings.Mode });

        if (kind == TargetKind.Tool && _options.Tools.TryGetValue(name, out var configured))
        {
            requirements.Add(Of(configured, primitive as McpServerTool));
            declares |= configured.Scopes.Count > 0;
        }

        if (kind == TargetKind.Tool && UndeclaredArguments(name, primitive) is { } condition)
            requirements.Add(new Requirement(Requirement.Options, _settings.Mode, new ScopeRule(ScopeSet.Empty), [condition]));

        var binding = new Lazy<ArgumentBinding?>(() => ArgumentBinding.Of(kind, name, primitive));
        requirements.AddRange(rules.Select(rule => rule.Requirement.BindTo(binding)));
        declares |= Array.Exists(rules, rule => rule.Declares && rule.Requirement.Mode == PolicyMode.Enforce);
        if (!declares && _options.DefaultScopes.Count > 0)
        {
            requirements.Add(new Requirement(Requirement.Options, _settings.Mode, new ScopeRule(new ScopeSet(_options.DefaultScopes)), []));
            declares = true;
        }

        return declares
            ? new TargetRule(kind, name, Tidy(requirements), _settings, EndsWithToken(name, kind, rules), overriding?.Name)
            : null;
    }

    /// <summary>The requirements of a method itself. A method of the server's own needs a rule that names its callers.</summary>
    public TargetRule? MakeForMethod(string name, bool isCustom)
    {
        PolicyRule[] rules = [.. _rules[(TargetKind.Method, name)]];
        return isCustom && !Array.Exists(rules, rule => rule.Declares && rule.Requirement.Mode == PolicyMode.Enforce)
            ? null
            : new TargetRule(TargetKind.Method, name, [.. rules.Select(rule => rule.Requirement)], _settings, EndsWithToken(name, TargetKind.Method, rules));
    }

    // Without an address, people cannot learn where to decide.
    private void FindApprovalProblems(TargetKind kind, string name, Requirement[] requirements)
    {
        if (!Array.Exists(requirements, requirement => Array.Exists(requirement.Conditions, condition => condition is ApprovalCondition)))
            return;

        lock (_problems)
        {
            if (kind != TargetKind.Tool)
                _problems.Add($"{kind} '{name}': it requires an approval, which is only for tools. Remove [RequireApproval].");
            else if (_options.Approvals.Address is null && _sources.Server is not null)
                _problems.Add(
                    $"Tool '{name}': it requires an approval, and {McpGuardDefaults.ConfigurationSection}:Approvals:Address is missing. Set it to " +
                        "the public address of the approval pages.");
        }
    }

    private Requirement Of(ToolOptions tool, McpServerTool? definition) =>
        new(Requirement.Options, _settings.Mode, new ScopeRule(new ScopeSet(tool.Scopes)),
            [
                .. tool.Callers.IsEmpty ? Enumerable.Empty<Condition>() : [new CallerCondition(new CallerRule(tool.Callers, _sources, TokenLimits.ActorDepth))],
                .. tool.Definition is null ? Enumerable.Empty<Condition>() : [new DefinitionCondition(tool.Definition, definition)],
            ]);

    private UndeclaredArgumentCondition? UndeclaredArguments(string tool, IMcpServerPrimitive? primitive)
    {
        if (((_options.Tools.TryGetValue(tool, out var configured) ? configured.UndeclaredArguments : null) ?? _options.UndeclaredArguments) == UndeclaredArgumentMode.Record)
            return null;
        if (DeclaredArguments.Of(primitive) is { } declared)
            return new UndeclaredArgumentCondition(declared);

        lock (_problems)
            _problems.Add(
                $"The tool '{tool}' is served by a handler, which has no schema, so undeclared arguments cannot be refused. Set " +
                    $"{McpGuardDefaults.ConfigurationSection}:Tools:{tool}:UndeclaredArguments to Record.");

        return null;
    }

    private bool EndsWithToken(string name, TargetKind kind, PolicyRule[] rules) =>
        Array.Exists(rules, rule => rule.EndsWithToken) ||
        (kind == TargetKind.Tool && _options.Tools.TryGetValue(name, out var tool) && tool.EndWithToken);

    // An empty requirement is skipped, unless it is the only one.
    private static Requirement[] Tidy(List<Requirement> requirements)
    {
        Requirement[] demanding = [.. requirements.Where(requirement => !requirement.Scopes.IsEmpty || requirement.Conditions.Length > 0)];
        return demanding.Length > 0 ? demanding : [requirements[0]];
    }
}
