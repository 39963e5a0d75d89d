using System.Collections.Frozen;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Combines the requirements of one tool, prompt, resource or method.</summary>
internal sealed class RuleMaker
{
    private const string Section = McpGuardDefaults.ConfigurationSection;

    private readonly McpGuardOptions _options;
    private readonly PolicySettings _settings;
    private readonly ConditionSources _sources;
    private readonly ICollection<string> _problems;
    private readonly ILookup<(TargetKind Kind, string Name), PolicyRule> _rules;

    public RuleMaker(McpGuardOptions options, PolicyDocument document, ConditionSources sources, ICollection<string> problems)
    {
        _options = options;
        _settings = document.Settings;
        _sources = sources;
        _problems = problems;
        _rules = document.Rules.SelectMany(rule => rule.Targets.Select(target => (target, rule))).ToLookup(pair => pair.target, pair => pair.rule);
    }

    /// <summary>The names of one kind in the policy's rules.</summary>
    public IEnumerable<string> Named(TargetKind kind) => _rules.Select(group => group.Key).Where(target => target.Kind == kind).Select(target => target.Name);

    /// <summary>The rules of one kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="primitives">The targets of the server.</param>
    /// <param name="hasHandler">Whether a handler of the server serves others.</param>
    /// <param name="sessionsMayDiffer">Whether a session may have others.</param>
    public PrimitiveRules MakeAll(TargetKind kind, IEnumerable<IMcpServerPrimitive> primitives, bool hasHandler, bool sessionsMayDiffer)
    {
        string[] named = [.. Named(kind).Concat(kind == TargetKind.Tool ? _options.Tools.Keys : []).Distinct(StringComparer.Ordinal)];
        var own = primitives.Select(primitive => primitive.Id).ToHashSet(StringComparer.Ordinal);
        var expected = hasHandler ? [] : named.Where(name => !own.Contains(name) && (sessionsMayDiffer || _options.ExpectedTargets.Contains(name)));
        return new PrimitiveRules(primitives, hasHandler ? named : [], (name, primitive) => Make(kind, name, primitive))
        {
            HasHandler = hasHandler,
            SessionsMayDiffer = sessionsMayDiffer,
            Expected = expected.Select(name => KeyValuePair.Create(name, Make(kind, name, null, isExpected: true)!))
                .Where(rule => rule.Value is not null)
                .ToFrozenDictionary(StringComparer.Ordinal),
            OfOthers = hasHandler || sessionsMayDiffer ? MakeForOthers(kind, hasHandler) : null,
        };
    }

    /// <param name="kind">The kind of target.</param>
    /// <param name="name">Its name.</param>
    /// <param name="primitive">The target; null if a handler serves it.</param>
    /// <param name="isExpected">Whether the server does not have the target yet.</param>
    /// <returns>The rule, or null if there are no permitted callers.</returns>
    public TargetRule? Make(TargetKind kind, string name, IMcpServerPrimitive? primitive, bool isExpected = false)
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

        if (kind == TargetKind.Tool && UndeclaredArguments(name, primitive, isExpected) is { } condition)
            requirements.Add(new Requirement(Requirement.Options, _settings.Mode, new ScopeRule(ScopeSet.Empty), [condition]));

        var binding = new Lazy<ArgumentBinding?>(() => ArgumentBinding.Of(kind, name, primitive));
        requirements.AddRange(rules.Select(rule => rule.Requirement.BindTo(binding)));
        declares |= Array.Exists(rules, rule => rule.Declares && rule.Requirement.Mode == PolicyMode.Enforce);
        if (!declares && _options.DefaultScopes.Count > 0)
        {
            requirements.Add(Default());
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
        FindApprovalProblems(TargetKind.Method, name, [.. rules.Select(rule => rule.Requirement)]);
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
                _problems.Add($"{kind} '{name}': it requires an approval, which is only for tools. Remove [RequireApproval], or Approval from its rule.");
            else if (_options.Approvals.Address is null && _sources.Server is not null)
                _problems.Add($"Tool '{name}': it requires an approval, and {Section}:Approvals:Address is missing. Set it to the public address of the " +
                    "approval pages.");
        }
    }

    private Requirement Of(ToolOptions tool, McpServerTool? definition) =>
        new(Requirement.Options, _settings.Mode, new ScopeRule(new ScopeSet(tool.Scopes)),
            [
                .. tool.Callers.IsEmpty ? Enumerable.Empty<Condition>() : [new CallerCondition(new CallerRule(tool.Callers, _sources, TokenLimits.ActorDepth))],
                .. tool.Definition is null ? Enumerable.Empty<Condition>() : [new DefinitionCondition(tool.Definition, definition)],
            ]);

    private Requirement Default() => new(Requirement.Options, _settings.Mode, new ScopeRule(new ScopeSet(_options.DefaultScopes)), []);

    // Without default scopes, targets that nothing names have no permitted callers.
    private TargetRule? MakeForOthers(TargetKind kind, bool hasHandler)
    {
        if (_options.DefaultScopes.Count == 0)
            return null;

        if (kind == TargetKind.Tool && _options.UndeclaredArguments == UndeclaredArgumentMode.Refuse)
        {
            if (hasHandler)
            {
                AddProblem($"The tools of the server's CallToolHandler have no schema, so undeclared arguments cannot be refused. Set " +
                    $"{Section}:UndeclaredArguments to Record, and {Section}:Tools:NAME:UndeclaredArguments to Refuse for tools with a schema.");
            }

            return null;
        }

        return new TargetRule(kind, "", [Default()], _settings);
    }

    private void AddProblem(string problem)
    {
        lock (_problems)
            _problems.Add(problem);
    }

    private Condition? UndeclaredArguments(string tool, IMcpServerPrimitive? primitive, bool isExpected)
    {
        var own = _options.Tools.TryGetValue(tool, out var configured) ? configured.UndeclaredArguments : null;
        if ((own ?? _options.UndeclaredArguments) == UndeclaredArgumentMode.Record)
            return null;
        if (DeclaredArguments.Of(primitive) is { } declared)
            return new UndeclaredArgumentCondition(declared);

        // A session's tool has a schema, and its own rule. A session's handler has none.
        if (isExpected)
            return new InvalidCondition("The tool is served by a handler, which has no schema, so undeclared arguments cannot be refused.");

        AddProblem($"The tool '{tool}' is served by a handler, which has no schema, so undeclared arguments cannot be refused. Set " +
            $"{Section}:Tools:{tool}:UndeclaredArguments to Record.");
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
