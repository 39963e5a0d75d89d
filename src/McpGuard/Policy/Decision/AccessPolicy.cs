using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Decides whether a request may run. The preflight and the later guard both call it, independently of each other.</summary>
internal sealed class AccessPolicy(
    LivePolicy live,
    IEnumerable<IRevocationList> revocations,
    ConditionRunner conditions,
    TimeProvider time,
    ILogger<AccessPolicy> logger)
{
    private readonly IRevocationList[] _revocations = [.. revocations.Select(TimeLimitedRevocationList.Of)];

    /// <summary>The present policy. A request is decided to its end by the policy with which it starts.</summary>
    public CompiledPolicy Current => live.Current;

    /// <summary>Decides on the requirements that are the same for every request.</summary>
    public AccessDecision DecideCaller(CompiledPolicy policy, DelegatedCaller caller)
    {
        if (FindEnd(caller) is { } ended)
            return policy.DecideEnded(ended, caller) with { PolicyVersion = policy.Settings.Version };

        return policy.Callers.Check(caller) is { } refused ? new AccessDecision(refused) { PolicyVersion = policy.Settings.Version } : policy.AnyCaller;
    }

    /// <summary>Decides by the content of the request, before the server has looked for its target.</summary>
    /// <returns>The decision, or null if the target is not known yet; a later decision on the target is then final.</returns>
    public async ValueTask<AccessDecision?> DecideByNameAsync(CompiledPolicy policy, AccessRequest request, CancellationToken cancellationToken)
    {
        var kind = request.TargetKind;
        var target = kind == TargetKind.Method ? new RuleLookup(policy.Knows(request.Method), null) : policy.FindTarget(kind, request.Target);
        if (target.IsKnown)
            return await DecideAsync(policy, request, kind, target, cancellationToken).ConfigureAwait(false);

        return DecideCaller(policy, request.Caller) is { IsAllowed: false } denied ? denied : null;
    }

    /// <summary>Decides on the target that the server has matched and is about to run.</summary>
    public ValueTask<AccessDecision> DecideAsync(
        CompiledPolicy policy, AccessRequest request, IMcpServerPrimitive? matched, CancellationToken cancellationToken)
    {
        var kind = request.TargetKind;
        return DecideAsync(
            policy,
            request,
            kind,
            kind == TargetKind.Method ? new RuleLookup(true, null) : policy.FindTarget(kind, request.Target, matched),
            cancellationToken);
    }

    /// <summary>Decides on one target alone, whatever the method: for an entry of a list, or for an operation that started before.</summary>
    public ValueTask<AccessDecision> DecideTargetAsync(
        CompiledPolicy policy, AccessRequest request, RuleLookup target, bool isListing, CancellationToken cancellationToken)
    {
        if (!target.IsKnown)
            return new(DenyUnknown(policy, request));
        if (target.Rule is not { } rule)
            return new(AccessDecision.Denied(ReasonCode.TargetUndeclared) with { IsConcealed = policy.Settings.ConcealForbidden });

        return rule.IsPlain && request.Caller.Scopes.ContainsAll(rule.Scopes)
            ? new(rule.Allow)
            : new RuleEvaluation(rule, request, policy.ScopeRequests, conditions).DecideAsync(isListing, cancellationToken);
    }

    /// <summary>
    /// Returns the reason why a formerly valid token is no longer valid, or null if it still is. A stream or a task may outlive its token,
    /// and the token may have been revoked since it was verified.
    /// </summary>
    public ReasonCode? FindEnd(DelegatedCaller caller)
    {
        try
        {
            if (caller.HasExpired(time.GetUtcNow()))
                return ReasonCode.TokenExpired;

            foreach (var list in _revocations)
            {
                if (list.IsRevoked(caller))
                    return ReasonCode.TokenRevoked;
            }

            return caller.Beside is { } beside ? FindEnd(beside) : null;
        }
        catch (Exception exception)
        {
            // If a list cannot answer, the token is treated as revoked.
            LogFailure(exception);
            return ReasonCode.InternalError;
        }
    }

    private void LogFailure(Exception exception) => Quietly.Run(() => Log.RevocationUnknown(logger, exception));

    private ValueTask<AccessDecision> DecideAsync(
        CompiledPolicy policy, AccessRequest request, TargetKind kind, RuleLookup target, CancellationToken cancellationToken)
    {
        if (DecideCaller(policy, request.Caller) is { IsAllowed: false } denied)
            return new(denied);
        if (FindMissingRoute(request, kind) is { } scope)
            return new(
                new AccessDecision(ReasonCode.ScopeInsufficient)
                {
                    ScopesRequired = new([scope]),
                    ScopesMissing = new([scope]),
                    PolicyVersion = policy.Settings.Version,
                });

        request.IsTargetUnknown = target.IsOfOthers;

        // Both the method and its target may have rules.
        var method = policy.FindMethod(request.Method);
        if (!method.IsKnown && kind == TargetKind.Method)
            return new(policy.Knows(request.Method) ? policy.AnyCaller : AccessDecision.Denied(ReasonCode.TargetUnknown));
        if (!method.IsKnown)
            return DecideTargetAsync(policy, request, target, isListing: false, cancellationToken);
        if (kind == TargetKind.Method)
            return DecideTargetAsync(policy, request, method, isListing: false, cancellationToken);

        // Both are one decision: one challenge has all scopes, and a refusal of one is not counted by the other.
        return target.IsKnown
            ? DecideTargetAsync(policy, request, new RuleLookup(true, TargetRule.Combine(method.Rule, target.Rule)), isListing: false, cancellationToken)
            : DecideUnknownAsync(policy, request, method, cancellationToken);
    }

    // A gateway's token for one tool is for no other tool, and not for prompts and resources.
    private static string? FindMissingRoute(AccessRequest request, TargetKind kind) => (request.Caller.Route, kind) switch
    {
        (null, _) or (_, TargetKind.Method) => null,
        ({ } route, TargetKind.Tool) => route.FindMissing(request.Target ?? ""),
        _ => $"mcp:{request.Method}",
    };

    // A caller that may not use the method does not learn which targets exist.
    private async ValueTask<AccessDecision> DecideUnknownAsync(
        CompiledPolicy policy, AccessRequest request, RuleLookup method, CancellationToken cancellationToken)
    {
        request.IsTargetUnknown = true;
        var decision = await DecideTargetAsync(policy, request, method, isListing: false, cancellationToken).ConfigureAwait(false);
        return decision.IsAllowed ? DenyUnknown(policy, request).After(decision) : decision;
    }

    // A handler might serve the target, which only the policy could know. The caller gets the answer for an unknown one.
    private static AccessDecision DenyUnknown(CompiledPolicy policy, AccessRequest request) => policy.Of(request.TargetKind) is { HasHandler: true }
        ? AccessDecision.Denied(ReasonCode.TargetUndeclared) with { IsConcealed = true }
        : AccessDecision.Denied(ReasonCode.TargetUnknown);
}
