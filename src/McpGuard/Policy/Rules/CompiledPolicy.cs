using System.Collections.Frozen;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// A compiled policy. It never changes: a request is decided to its end by the policy with which it starts, even if another is loaded
/// meanwhile.
/// </summary>
internal sealed class CompiledPolicy(
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

    /// <summary>The scopes that clients are told to request.</summary>
    public required ScopeRequests ScopeRequests { get; init; }

    /// <summary>The places of credentials, and the pairs that may stand in one request.</summary>
    public required CredentialPairs Credentials { get; init; }

    /// <summary>The form in which each caller gets refusals.</summary>
    public required AnswerForms Answers { get; init; }

    /// <summary>The names in the policy and the options.</summary>
    public FrozenSet<Mention> Mentions { get; init; } = [];

    /// <summary>The argument names in the policy and the options, each with its problem, or null.</summary>
    public FrozenDictionary<ArgumentMention, string?> Arguments { get; init; } = FrozenDictionary<ArgumentMention, string?>.Empty;

    /// <summary>The requirements for every caller.</summary>
    public CallerRule Callers { get; } = callers;

    /// <summary>The one decision for requests that need only a caller.</summary>
    public AccessDecision AnyCaller { get; } = new(ReasonCode.Allowed) { PolicyVersion = settings.Version };

    public PrimitiveRules Tools { get; } = tools;

    public PrimitiveRules Prompts { get; } = prompts;

    public PrimitiveRules Resources { get; } = resources;

    /// <summary>The rules of one kind of target, or null for methods.</summary>
    public PrimitiveRules? Of(TargetKind kind) => kind switch
    {
        TargetKind.Tool => Tools,
        TargetKind.Prompt => Prompts,
        TargetKind.Resource => Resources,
        _ => null,
    };

    public IEnumerable<TargetRule> Rules => [.. Tools.Rules, .. Prompts.Rules, .. Resources.Rules, .. methods.Values.OfType<TargetRule>()];

    /// <summary>The refusal of a token.</summary>
    public AccessDecision DecideToken(TokenResult refused) => DecideEnded(refused.Reason, refused.Ended) with { MaxLifetime = refused.Fault?.Limit };

    /// <summary>The refusal of a token that has ended. Another token like it would help.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="ended">The caller of a token that was good until its end; null for any other.</param>
    public AccessDecision DecideEnded(ReasonCode reason, DelegatedCaller? ended) =>
        ended is not null && reason is ReasonCode.TokenExpired or ReasonCode.TokenRevoked
            ? AccessDecision.Denied(reason) with { Challenge = ScopeRequests.ForAnother(ended!.Scopes) }
            : AccessDecision.Denied(reason);

    /// <summary>The requirements of a method itself, in addition to those of its target.</summary>
    /// <returns>The rule, which is null if no caller may use the method; unknown if there is no requirement.</returns>
    public RuleLookup FindMethod(string method) => methods.TryGetValue(method, out var rule) ? new RuleLookup(true, rule) : default;

    /// <summary>Whether any caller may use a method or notification: it belongs to the protocol, or a rule names its callers.</summary>
    public bool Knows(string method) => MethodKinds.IsOfProtocol(method) || methods.ContainsKey(method);

    /// <summary>Whether the server has its own handler for a method.</summary>
    public bool HasHandler(string method) => handledMethods.Contains(method);

    /// <summary>Finds the rule for a request's target by the content of the request, as the server will look for it.</summary>
    public RuleLookup FindTarget(TargetKind kind, string? target) => kind switch
    {
        TargetKind.Tool => Find(Tools, target, PrimitiveLookup.Tool),
        TargetKind.Prompt => Find(Prompts, target, PrimitiveLookup.Prompt),
        TargetKind.Resource => WithOtherReading(target, FindResource(target)),
        _ => default,
    };

    /// <summary>Finds the rule for a target of the server, or of a handler, by its name.</summary>
    public RuleLookup FindTarget(TargetKind kind, string? target, IMcpServerPrimitive? matched) => (kind, matched) switch
    {
        (TargetKind.Tool, _) => Tools.Find(target, matched),
        (TargetKind.Prompt, _) => Prompts.Find(target, matched),
        (TargetKind.Resource, not null) => WithOtherReading(target, Resources.Find(target, matched)),
        (TargetKind.Resource, null) => WithOtherReading(target, FindServed(target)),
        _ => default,
    };

    /// <summary>Whether the decision on a request needs its arguments, by the content of the request.</summary>
    public bool NeedsArguments(string method, TargetKind kind, string? target) => NeedsArguments(method, FindTarget(kind, target));

    /// <summary>Whether the decision on a matched target needs the arguments.</summary>
    public bool NeedsArguments(string method, TargetKind kind, string? target, IMcpServerPrimitive? matched) =>
        NeedsArguments(method, FindTarget(kind, target, matched));

    /// <summary>
    /// Whether members of arguments whose names differ only in case are two keys: of parameters that are maps, in a tool whose arguments
    /// no rule, no approver and no record looks at. Otherwise one of them could be judged and the other used.
    /// </summary>
    /// <param name="method">The method of the request.</param>
    /// <param name="target">Its target.</param>
    /// <param name="arguments">The arguments with such members.</param>
    public bool AreMapKeys(string? method, string? target, IReadOnlyList<string> arguments) =>
        method == RequestMethods.ToolsCall && PrimitiveLookup.Tool(server, target) is { } tool && MapParameters.Include(tool, arguments) &&
        FindTarget(TargetKind.Tool, target) is { Rule: not null } found && !NeedsArguments(method, found) &&
        !Arguments.Keys.Any(mention => mention.Kind == TargetKind.Tool && mention.Target == target) &&

        // Another tool of a session could have this name, and the answer must not tell a hidden tool from an unknown one.
        !Tools.SessionsMayDiffer && !Settings.ConcealForbidden;

    private bool NeedsArguments(string method, RuleLookup target) =>
        FindMethod(method).Rule?.NeedsArguments is true || target.Rule?.NeedsArguments is true;

    // A target that was added after the policy was compiled is decided by its own declaration.
    private RuleLookup Find(PrimitiveRules rules, string? name, Func<McpServerOptions, string?, IMcpServerPrimitive?> lookUp)
    {
        var known = rules.Find(name);
        if (known.IsKnown)
            return known;
        if (lookUp(server, name) is { } late)
            return rules.Find(name, late);

        // A session may have a tool of this name, with its own declaration.
        return rules is { HasHandler: true, SessionsMayDiffer: false } ? rules.Find(name, matched: null) : default;
    }

    private RuleLookup FindResource(string? uri) =>
        PrimitiveLookup.Resource(server, uri) is { } resource ? Resources.Find(uri, resource) : FindServed(uri);

    // The server reads x%2f..%2fpayroll by a template. A later reader may decode it again to payroll, which may have its own rule. Then both rules apply.
    private RuleLookup WithOtherReading(string? uri, RuleLookup found)
    {
        if (uri is null || found.Rule is not { } rule || uri.Contains('{') || !UriAmbiguity.Exists(uri))
            return found;

        var other = FindResource(UriAmbiguity.MostGenerous(uri));
        return other.IsKnown && !ReferenceEquals(other.Rule, rule) ? new RuleLookup(true, TargetRule.Combine(rule, other.Rule)) : found;
    }

    // Only the policy knows the targets of a handler. If several of its templates match, all of their rules apply.
    private RuleLookup FindServed(string? uri)
    {
        if (uri is null)
            return default;

        var found = default(RuleLookup);
        foreach (var (matcher, name) in _servedResources)
        {
            // A completion names the template itself.
            if (name != uri && !matcher.IsMatch(uri))
                continue;

            var rule = Resources.Find(name, matched: null).Rule;
            found = new RuleLookup(true, found.IsKnown ? TargetRule.Combine(found.Rule, rule) : rule);
        }

        return found.IsKnown ? found : Resources.FindOther();
    }
}
