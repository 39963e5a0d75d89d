using Microsoft.Extensions.Logging.Abstractions;

namespace McpGuard;

/// <summary>
/// Explains a decision under the present policy: the rule that decides, the result of each condition, and what is missing. An explanation
/// is not counted. Every guarded server has this service.
/// </summary>
public sealed class PolicyExplainer
{
    private readonly AccessPolicy _policy;

    private readonly ConditionRunner _conditions;

    internal PolicyExplainer(AccessPolicy policy, ConditionRunner conditions) => (_policy, _conditions) = (policy, conditions);

    /// <summary>
    /// Creates an explainer that needs no running server. It decides as the server does. A condition that only the running server can
    /// check is undecided, and never allows a request: your own conditions, a policy engine, a session risk service, device assertions,
    /// and arguments of a type that the manifest does not describe. Revocations and earlier calls are unknown.
    /// </summary>
    /// <param name="surface">The surface of the server.</param>
    /// <param name="options">The options of the server: the policy, the issuers, and the options for callers and tools.</param>
    /// <returns>The explainer. It judges the expiry of callers by the system clock.</returns>
    /// <exception cref="McpGuardConfigurationException">The policy has problems. The exception names all of them.</exception>
    public static PolicyExplainer For(ServerSurface surface, McpGuardOptions options)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(options);

        return For(surface, options, TimeProvider.System);
    }

    internal static PolicyExplainer For(ServerSurface surface, McpGuardOptions options, TimeProvider time)
    {
        var compiled = new PolicyCompiler(surface, GuardState.InMemory(TimeProvider.System), parts: null).Compile(options);
        if (compiled.Problems.Count > 0)
            throw new McpGuardConfigurationException(compiled.Problems);

        var conditions = new ConditionRunner(time, NullLogger<ConditionRunner>.Instance);
        return new PolicyExplainer(new AccessPolicy(new LivePolicy(compiled.Policy), [], conditions, time, NullLogger<AccessPolicy>.Instance), conditions);
    }

    /// <summary>Explains the decision on a request.</summary>
    /// <param name="request">The request. Without arguments, conditions on arguments are treated as met.</param>
    /// <param name="cancellationToken">Cancels remote checks.</param>
    /// <returns>The explanation.</returns>
    public async ValueTask<AccessExplanation> ExplainAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        var policy = _policy.Current;
        var decision = await _policy.DecideByNameAsync(policy, request, cancellationToken).ConfigureAwait(false)
            ?? AccessDecision.Denied(ReasonCode.TargetUnknown);
        var rules = new List<RuleExplanation>();
        foreach (var target in TargetsOf(policy, request))
            rules.AddRange(await ExplainAsync(
                target, request, check => AskAsync(check, request, cancellationToken), requirement => FindUndecidedScopes(requirement, request, policy))
                .ConfigureAwait(false));

        if (IsCertain(decision, policy, request, rules))
            return new AccessExplanation(decision.IsAllowed, decision.Reason, decision.Rule, policy.Settings.Version, rules)
            {
                InitialScopes = policy.ScopeRequests.Initial,
                Challenge = ChallengeExplanation.Of(decision),
                Says = decision.Says,
            };

        var enforced = rules.Where(rule => rule.IsEnforced).ToArray();
        var denying = Array.Find(enforced, rule => rule.IsSatisfied is false);
        return new AccessExplanation(
            denying is null ? null : false, null, (denying ?? Array.Find(enforced, rule => rule.IsSatisfied is null))?.Rule, policy.Settings.Version, rules)
        {
            InitialScopes = policy.ScopeRequests.Initial,
        };
    }

    /// <summary>
    /// Decides a recorded call again under the present policy. A record has the caller, address, time and scopes, but no claims and no
    /// arguments. Conditions on claims or arguments get their recorded result if the same policy version decided, and are unknown
    /// otherwise.
    /// </summary>
    /// <param name="record">The record of a decision.</param>
    /// <param name="cancellationToken">Not used by conditions that a record can answer.</param>
    /// <returns>The explanation.</returns>
    /// <exception cref="ArgumentException">The record is not a decision on a verified caller.</exception>
    public async ValueTask<AccessExplanation> ExplainAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record is not { Event: AuditEvent.Decision, Method: not null, Issuer: not null, Subject: not null })
            throw new ArgumentException("Only a decision about a verified caller can be judged again.", nameof(record));

        var policy = _policy.Current;
        var request = RecordedRequest.Of(record);
        TargetRule[] targets = [.. TargetsOf(policy, request)];
        var rules = new List<RuleExplanation>();
        foreach (var target in targets)
            rules.AddRange(await ExplainAsync(
                target,
                request,
                check => RecallAsync(check, request, record, policy, cancellationToken),
                requirement => RecallScopes(requirement, request, record, policy)).ConfigureAwait(false));

        if ((policy.Callers.Check(request.Caller) ?? FindMissing(policy, request)) is { } refused)
            return new AccessExplanation(false, refused, null, policy.Settings.Version, rules) { InitialScopes = policy.ScopeRequests.Initial };

        var enforced = rules.Where(rule => rule.IsEnforced).ToArray();
        var denying = Array.Find(enforced, rule => rule.IsSatisfied is false);
        var isUnknown = Array.Exists(enforced, rule => rule.IsSatisfied is null);
        bool? isAllowed = isUnknown ? null : true;
        if (denying is not null)
            isAllowed = false;

        return new AccessExplanation(
            isAllowed, isAllowed is true ? ReasonCode.Allowed : null, denying?.Rule ?? targets.LastOrDefault()?.Allow.Rule, policy.Settings.Version, rules)
        {
            InitialScopes = policy.ScopeRequests.Initial,
            Challenge = denying is not null && Array.TrueForAll(enforced, LacksScopesAtMost)
                ? ChallengeExplanation.OfScopes(policy.ScopeRequests.ForMore(new ScopeSet(enforced.SelectMany(rule => rule.ScopesNeeded)), request))
                : null,
            Says = targets.SelectMany(target => target.Requirements).FirstOrDefault(requirement => requirement.Rule == denying?.Rule)?.Says,
        };
    }

    private static bool LacksScopesAtMost(RuleExplanation rule) => rule.Conditions.All(condition => condition.State == ConditionState.Met);

    // A condition that only the running server can check is not met here, and may have denied before another has.
    private bool IsCertain(AccessDecision decision, CompiledPolicy policy, AccessRequest request, List<RuleExplanation> rules)
    {
        var enforced = rules.Where(rule => rule.IsEnforced).ToArray();
        var isUndecided = Array.Exists(enforced, rule => rule.Conditions.Any(condition => condition.State == ConditionState.Unknown));
        if (decision.IsAllowed || !isUndecided || !_policy.DecideCaller(policy, request.Caller).IsAllowed || FindMissing(policy, request) is not null)
            return true;

        return decision.Reason switch
        {
            ReasonCode.ConditionFailed => false,
            ReasonCode.ScopeInsufficient => Array.Exists(enforced, rule => rule.ScopesMissing.Count > 0),
            _ => true,
        };
    }

    private static IEnumerable<ConditionExplanation> FindUndecidedScopes(Requirement requirement, AccessRequest request, CompiledPolicy policy) =>
        requirement.Scopes.ForArguments
            .Where(forArguments =>
                forArguments.IsUndecided(request) && !forArguments.Scopes.All(scope => policy.Settings.Scopes.Grants(request.Caller.Scopes, scope, out _)))
            .Select(forArguments =>
                new ConditionExplanation("scopes_by_arguments", $"the scopes {forArguments.Scopes} for certain arguments", null, ConditionState.Unknown));

    private static IEnumerable<TargetRule> TargetsOf(CompiledPolicy policy, AccessRequest request) =>
        new[] { policy.FindMethod(request.Method).Rule, policy.FindTarget(request.TargetKind, request.Target).Rule }.OfType<TargetRule>();

    private static ReasonCode? FindMissing(CompiledPolicy policy, AccessRequest request)
    {
        var kind = request.TargetKind;
        if (kind == TargetKind.Method || policy.FindTarget(kind, request.Target) is not { Rule: null } nothing)
            return null;

        return nothing.IsKnown ? ReasonCode.TargetUndeclared : ReasonCode.TargetUnknown;
    }

    private static async ValueTask<List<RuleExplanation>> ExplainAsync(
        TargetRule target,
        AccessRequest request,
        Func<TargetRule.Check, ValueTask<(string? Fact, ConditionState State)>> look,
        Func<Requirement, IEnumerable<ConditionExplanation>> lookAtScopes)
    {
        var rules = new List<RuleExplanation>();
        foreach (var requirement in target.Requirements)
        {
            var conditions = new List<ConditionExplanation>();
            foreach (var condition in requirement.Conditions)
            {
                var (fact, state) = await look(new TargetRule.Check(requirement, condition)).ConfigureAwait(false);
                conditions.Add(new ConditionExplanation(condition.Name, condition.Demand, fact, state));
            }

            conditions.AddRange(lookAtScopes(requirement));
            var scopes = requirement.Scopes.WithoutUndecided(request);
            rules.Add(new RuleExplanation(
                requirement.Rule,
                requirement.Mode == PolicyMode.Enforce,
                new ScopeSet(scopes.Needed(request)),
                new ScopeSet(scopes.Missing(request, target.Settings.Scopes)),
                conditions));
        }

        return rules;
    }

    // Only the record has the scopes that the arguments required.
    private static IEnumerable<ConditionExplanation> RecallScopes(Requirement requirement, AccessRequest request, AuditRecord record, CompiledPolicy policy)
    {
        var known = record.PolicyVersion == policy.Settings.Version ? record.ScopesRequired : null;
        foreach (var (_, scopes) in requirement.Scopes.ForArguments)
        {
            if (!scopes.All(scope => policy.Settings.Scopes.Grants(request.Caller.Scopes, scope, out _)))
                yield return new ConditionExplanation("scopes_by_arguments", $"the scopes {scopes} for certain arguments", null, StateOf(scopes));
        }

        ConditionState StateOf(ScopeSet scopes)
        {
            if (known is null)
                return ConditionState.Unknown;

            return scopes.All(known.Contains) ? ConditionState.NotMet : ConditionState.Met;
        }
    }

    private async ValueTask<(string? Fact, ConditionState State)> AskAsync(TargetRule.Check check, AccessRequest request, CancellationToken cancellationToken)
    {
        var result = await _conditions.AskAsync(check.Condition, request, _conditions.Now, cancellationToken).ConfigureAwait(false);
        if (result.IsUndecided)
            return (null, ConditionState.Unknown);

        return (result.Fact, result.IsMet ? ConditionState.Met : ConditionState.NotMet);
    }

    private ValueTask<(string? Fact, ConditionState State)> RecallAsync(
        TargetRule.Check check, AccessRequest request, AuditRecord record, CompiledPolicy policy, CancellationToken cancellationToken)
    {
        if (check.Condition.IsKnownFromRecords)
            return AskAsync(check, request, cancellationToken);

        var fact = record.PolicyVersion == policy.Settings.Version
            ? record.Facts?.FirstOrDefault(fact => fact.Rule == check.Requirement.Rule && fact.Condition == check.Condition.Name)
            : null;
        return new((fact?.Value, fact switch { null => ConditionState.Unknown, { IsMet: true } => ConditionState.Met, _ => ConditionState.NotMet }));
    }
}
