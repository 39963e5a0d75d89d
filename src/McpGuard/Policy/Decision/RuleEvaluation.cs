namespace McpGuard;

/// <summary>
/// One decision in progress. Order: local facts, sign-in, scopes, remote checks, approval, rate limits. So a challenge never asks for a
/// token that would not help, no remote check is wasted, no person is asked about a call that could not run, and a refused or waiting call is not counted.
/// </summary>
internal sealed class RuleEvaluation(TargetRule target, AccessRequest request, ScopeRequests scopes, ConditionRunner conditions)
{
    private readonly List<AccessFact> _facts = [];
    private readonly long _since = conditions.Now;
    private ShadowDenial? _shadow;
    private AccessDecision? _denial;
    private string? _signInRule;
    private ApprovalLookup? _approval;

    /// <param name="isListing">Whether only a list is being filtered, so that calls are not counted and remote services are not called.</param>
    /// <param name="cancellationToken">Cancelled when the result is no longer needed.</param>
    public async ValueTask<AccessDecision> DecideAsync(bool isListing, CancellationToken cancellationToken)
    {
        await CheckAsync(stage => stage <= ConditionStage.SignIn, cancellationToken).ConfigureAwait(false);
        var missing = FindMissingScopes(out var missingIn);
        if (_denial is null && _signInRule is not null)
            _denial = Denial(ReasonCode.SignInInsufficient, _signInRule) with
            {
                SignIn = SignIn(),
                Challenge = missing.Count > 0 ? scopes.ForMore(Needed(), request) : null,
            };
        if (_denial is null && missing.Count > 0)
            _denial = Denial(ReasonCode.ScopeInsufficient, missingIn!) with { Challenge = scopes.ForMore(Needed(), request) };
        if (_denial is null && !isListing)
            await CheckAsync(stage => stage == ConditionStage.Remote, cancellationToken).ConfigureAwait(false);
        if (_denial is null && !isListing && target.NeedsApproval)
            await CheckApprovalAsync(cancellationToken).ConfigureAwait(false);
        if (_denial is null && !isListing && (_denial = await FindUsedUpAsync(cancellationToken).ConfigureAwait(false)) is null)
            await CheckAsync(stage => stage == ConditionStage.Counted, cancellationToken).ConfigureAwait(false);

        return _denial is null
            ? Allowance()
            : _denial with { ScopesRequired = Needed(), ScopesMissing = missing, Facts = _facts, Shadow = _shadow, Approval = _approval };
    }

    private async ValueTask CheckAsync(Predicate<ConditionStage> isDue, CancellationToken cancellationToken)
    {
        foreach (var (requirement, condition) in target.Checks)
        {
            // A report-only rule that already has a denial to report does not count the call.
            if (!isDue(condition.Stage) || (requirement.Rule == _shadow?.Rule && condition.Stage == ConditionStage.Counted))
                continue;

            var result = await CheckAsync(condition, cancellationToken).ConfigureAwait(false);
            _facts.Add(new AccessFact(requirement.Rule, condition.Name, result.Fact, result.IsMet));
            if (result.IsMet)
                continue;

            var reason = result.Reason ?? condition.Reason;
            if (requirement.Mode == PolicyMode.ReportOnly)
                _shadow ??= new ShadowDenial(requirement.Rule, reason);
            else if (reason == ReasonCode.SignInInsufficient)
                _signInRule ??= requirement.Rule;
            else
            {
                _denial = Denial(reason, requirement.Rule) with { RetryAfter = result.RetryAfter, Argument = result.Argument };
                return;
            }
        }
    }

    // All demands are one approval. It is looked up each time, since it can change between two looks.
    private async ValueTask CheckApprovalAsync(CancellationToken cancellationToken)
    {
        var demands = new List<ApprovalDemand>();
        foreach (var (requirement, condition) in target.Checks)
        {
            if (condition is not ApprovalCondition approval || !approval.IsNeeded(request))
                continue;

            if (requirement.Mode == PolicyMode.Enforce)
                demands.Add(approval.Approval);
            else
                _shadow ??= new ShadowDenial(requirement.Rule, ReasonCode.ApprovalRequired);
        }

        if (demands.Count == 0)
            return;

        if (request.Approval is { } question)
            _approval = await question.AskAsync(target.Settings.Version, demands, cancellationToken).ConfigureAwait(false);

        var reason = _approval?.Reason ?? ReasonCode.ApprovalRequired;
        _facts.AddRange(demands.Select(demand => new AccessFact(demand.Rule, ApprovalText.Condition, ApprovalText.Of(demand), reason == ReasonCode.Allowed)));
        if (reason != ReasonCode.Allowed)
            _denial = Denial(reason, demands[0].Rule) with { IsConcealed = false };
    }

    // All rates must have room before any of them counts the call.
    private async ValueTask<AccessDecision?> FindUsedUpAsync(CancellationToken cancellationToken)
    {
        foreach (var (requirement, condition) in target.Checks)
        {
            if (condition.Stage != ConditionStage.Counted || requirement.Mode != PolicyMode.Enforce ||
                request.Memo?.TryGet(condition, out ConditionResult _) is true)
                continue;

            if (await condition.ForeseeAsync(request, cancellationToken).ConfigureAwait(false) is { IsMet: false } refused)
            {
                _facts.Add(new AccessFact(requirement.Rule, condition.Name, refused.Fact, false));
                return Denial(refused.Reason ?? condition.Reason, requirement.Rule) with { RetryAfter = refused.RetryAfter };
            }
        }

        return null;
    }

    private async ValueTask<ConditionResult> CheckAsync(Condition condition, CancellationToken cancellationToken)
    {
        if (request.Memo is not { } memo)
            return await conditions.AskAsync(condition, request, _since, cancellationToken).ConfigureAwait(false);
        if (memo.TryGet(condition, out ConditionResult known))
            return known;

        // A failed condition is not called again when the same call is decided a second time.
        var result = await conditions.AskAsync(condition, request, _since, cancellationToken).ConfigureAwait(false);
        return condition.Stage > ConditionStage.SignIn || result.Reason == ReasonCode.ConditionFailed ? memo.Keep(condition, result) : result;
    }

    private ScopeSet FindMissingScopes(out string? rule)
    {
        rule = null;
        var all = new List<string>();
        foreach (var requirement in target.Requirements)
        {
            string[] missing = [.. requirement.Scopes.Missing(request, target.Settings.Scopes)];
            if (missing.Length == 0)
                continue;

            if (requirement.Mode == PolicyMode.ReportOnly)
            {
                _shadow ??= new ShadowDenial(requirement.Rule, ReasonCode.ScopeInsufficient);
            }
            else
            {
                rule ??= requirement.Rule;
                all.AddRange(missing);
            }
        }

        return all.Count == 0 ? ScopeSet.Empty : new ScopeSet(all);
    }

    private ScopeSet Needed() => new(target.Requirements
        .Where(requirement => requirement.Mode == PolicyMode.Enforce)
        .SelectMany(requirement => requirement.Scopes.Needed(request)));

    // All sign-in requirements at once, so that a new sign-in meets all of them.
    private SignInChallenge SignIn() => target.Checks
        .Where(check => check.Requirement.Mode == PolicyMode.Enforce)
        .Select(check => check.Condition)
        .OfType<SignInCondition>()
        .Select(condition => condition.Challenge)
        .Aggregate(SignInChallenge.Combine);

    private AccessDecision Allowance()
    {
        var needed = target.IsPlain ? target.Scopes : Needed();
        var satisfiedBy = new List<string>();
        foreach (var scope in needed)
        {
            if (target.Settings.Scopes.Grants(request.Caller.Scopes, scope, out var wider) && wider is not null)
                satisfiedBy.Add(wider);
        }

        return target.Allow with { ScopesRequired = needed, SatisfiedBy = new ScopeSet(satisfiedBy), Facts = _facts, Shadow = _shadow, Approval = _approval };
    }

    private AccessDecision Denial(ReasonCode reason, string rule) => new(reason)
    {
        Target = target,
        Rule = rule,
        Says = Array.Find(target.Requirements, requirement => requirement.Rule == rule)?.Says,
        PolicyVersion = target.Settings.Version,
        IsConcealed = target.Settings.ConcealForbidden,
    };
}
