using System.Collections.Frozen;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// A policy that is ready to be decided by. It never changes: a request that has begun with one is decided by it to its end,
/// whatever is loaded meanwhile.
/// </summary>
internal sealed class PolicySnapshot(
    PolicySettings settings,
    CallerRule callers,
    PrimitiveRules tools,
    PrimitiveRules prompts,
    PrimitiveRules resources,
    FrozenDictionary<string, TargetRule?> methods,
    IReadOnlyCollection<string> handledMethods,
    McpServerOptions server)
{
    private readonly (McpServerResource Matcher, string Name)[] _servedResources =
        [.. resources.Served.Select(template => (McpServerResource.Create(static () => "", new() { UriTemplate = template }), template))];

    public PolicySettings Settings { get; } = settings;

    /// <summary>What the policy and the options name.</summary>
    public FrozenSet<Mention> Mentions { get; init; } = [];

    /// <summary>What the policy and the options name of the targets' arguments, each with what is wrong with it, or null.</summary>
    public FrozenDictionary<ArgumentMention, string?> Arguments { get; init; } = FrozenDictionary<ArgumentMention, string?>.Empty;

    /// <summary>What holds for every caller.</summary>
    public CallerRule Callers { get; } = callers;

    /// <summary>The one decision for what needs no more than a caller.</summary>
    public AccessDecision AnyCaller { get; } = new(ReasonCode.Allowed) { PolicyVersion = settings.Version };

    public PrimitiveRules Tools { get; } = tools;

    public PrimitiveRules Prompts { get; } = prompts;

    public PrimitiveRules Resources { get; } = resources;

    public IEnumerable<TargetRule> Rules => [.. Tools.Rules, .. Prompts.Rules, .. Resources.Rules, .. methods.Values.OfType<TargetRule>()];

    /// <summary>What is demanded of a method itself, beside what is demanded of its target.</summary>
    /// <returns>The rule, which is null if nobody may use the method; unknown if nothing is demanded.</returns>
    public Resolution FindMethod(string method) => methods.TryGetValue(method, out var rule) ? new Resolution(true, rule) : default;

    /// <summary>Whether somebody may use a method or notification at all: it is the protocol's, or a rule says who may.</summary>
    public bool Knows(string method) => RequestSubject.IsOfProtocol(method) || methods.ContainsKey(method);

    /// <summary>Whether the server has a handler of its own for a method.</summary>
    public bool HasHandler(string method) => handledMethods.Contains(method);

    /// <summary>Finds the rule for a request's target by what the request says alone, as the server will look for it.</summary>
    public Resolution FindTarget(TargetKind kind, string? target) => kind switch
    {
        TargetKind.Tool => Find(Tools, target, PrimitiveLookup.Tool),
        TargetKind.Prompt => Find(Prompts, target, PrimitiveLookup.Prompt),
        TargetKind.Resource => WithOtherReading(target, FindResource(target)),
        _ => default,
    };

    /// <summary>Finds the rule for what a server has, or serves by a handler, under this name.</summary>
    public Resolution FindTarget(TargetKind kind, string? target, IMcpServerPrimitive? matched) => (kind, matched) switch
    {
        (TargetKind.Tool, _) => Tools.Find(target, matched),
        (TargetKind.Prompt, _) => Prompts.Find(target, matched),
        (TargetKind.Resource, not null) => WithOtherReading(target, Resources.Find(target, matched)),
        (TargetKind.Resource, null) => WithOtherReading(target, FindServed(target)),
        _ => default,
    };

    /// <summary>Whether a request cannot be decided without its arguments, by what it says alone.</summary>
    public bool NeedsArguments(string method, TargetKind kind, string? target) => NeedsArguments(method, FindTarget(kind, target));

    /// <summary>Whether a request for what the server has matched cannot be decided without its arguments.</summary>
    public bool NeedsArguments(string method, TargetKind kind, string? target, IMcpServerPrimitive? matched) =>
        NeedsArguments(method, FindTarget(kind, target, matched));

    private bool NeedsArguments(string method, Resolution target) =>
        FindMethod(method).Rule?.NeedsArguments is true || target.Rule?.NeedsArguments is true;

    // What was added since the policy was made is judged by its own declaration.
    private Resolution Find(PrimitiveRules rules, string? name, Func<McpServerOptions, string?, IMcpServerPrimitive?> lookUp)
    {
        var known = rules.Find(name);
        return !known.IsKnown && lookUp(server, name) is { } late ? rules.Find(name, late) : known;
    }

    private Resolution FindResource(string? uri) =>
        PrimitiveLookup.Resource(server, uri) is { } resource ? Resources.Find(uri, resource) : FindServed(uri);

    // The server reads x%2f..%2fpayroll by a template. What is behind it may read it once more, as payroll, which may have a rule
    // of its own. Then both rules hold.
    private Resolution WithOtherReading(string? uri, Resolution found)
    {
        if (uri is null || found.Rule is not { } rule || uri.Contains('{') || !UriAmbiguity.Exists(uri))
            return found;

        var other = FindResource(UriAmbiguity.MostGenerous(uri));
        return other.IsKnown && !ReferenceEquals(other.Rule, rule) ? new Resolution(true, TargetRule.Both(rule, other.Rule)) : found;
    }

    // What a handler serves is known by the policy alone. Where several of its templates fit, all of their rules hold.
    private Resolution FindServed(string? uri)
    {
        if (uri is null)
            return default;

        var found = default(Resolution);
        foreach (var (matcher, name) in _servedResources)
        {
            // A completion names the template itself.
            if (name != uri && !matcher.IsMatch(uri))
                continue;

            var rule = Resources.Find(name).Rule;
            found = new Resolution(true, found.IsKnown ? TargetRule.Both(found.Rule, rule) : rule);
        }

        return found;
    }
}
