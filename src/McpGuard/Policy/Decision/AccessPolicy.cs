using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Decides whether a request may run. The preflight and the guard behind it ask the same questions here, each for itself.
/// </summary>
internal sealed class AccessPolicy(
    LivePolicy live,
    IEnumerable<IRevocationList> revocations,
    ConditionRunner conditions,
    TimeProvider time,
    ILogger<AccessPolicy> logger)
{
    private readonly IRevocationList[] _revocations = [.. revocations];

    /// <summary>The policy as it is now. What begins with it is decided by it.</summary>
    public PolicySnapshot Current => live.Current;

    /// <summary>Decides on what every request needs, whatever it asks for.</summary>
    public AccessDecision DecideCaller(PolicySnapshot policy, DelegatedCaller caller) =>
        (FindEnd(caller) ?? policy.Callers.Check(caller)) is { } refused
            ? new AccessDecision(refused) { PolicyVersion = policy.Settings.Version }
            : policy.AnyCaller;

    /// <summary>Decides by what the request says alone, before the server has looked for its target.</summary>
    /// <returns>The decision, or null if no such thing is known yet; who finds it then decides alone.</returns>
    public async ValueTask<AccessDecision?> DecideByNameAsync(PolicySnapshot policy, AccessRequest request, CancellationToken cancellationToken)
    {
        var kind = request.TargetKind;
        var target = kind == TargetKind.Method ? new Resolution(policy.Knows(request.Method), null) : policy.FindTarget(kind, request.Target);
        if (target.IsKnown)
            return await DecideAsync(policy, request, kind, target, cancellationToken).ConfigureAwait(false);

        return DecideCaller(policy, request.Caller) is { IsAllowed: false } denied ? denied : null;
    }

    /// <summary>Decides on what the server has matched and is about to run.</summary>
    public ValueTask<AccessDecision> DecideAsync(PolicySnapshot policy, AccessRequest request, IMcpServerPrimitive? matched, CancellationToken cancellationToken)
    {
        var kind = request.TargetKind;
        return DecideAsync(policy, request, kind, kind == TargetKind.Method ? new Resolution(true, null) : policy.FindTarget(kind, request.Target, matched), cancellationToken);
    }

    /// <summary>Decides on one thing alone, whatever the method: for an entry of a list, and for what has been begun before.</summary>
    public ValueTask<AccessDecision> DecideTargetAsync(PolicySnapshot policy, AccessRequest request, Resolution target, bool isListing, CancellationToken cancellationToken)
    {
        if (!target.IsKnown)
            return new(AccessDecision.Denied(ReasonCode.TargetUnknown));
        if (target.Rule is not { } rule)
            return new(AccessDecision.Denied(ReasonCode.TargetUndeclared) with { IsConcealed = policy.Settings.ConcealForbidden });

        return rule.IsPlain && request.Caller.Scopes.ContainsAll(rule.Scopes)
            ? new(rule.Allow)
            : new Judgement(rule, request, conditions).DecideAsync(isListing, cancellationToken);
    }

    /// <summary>
    /// Says why a token that was good counts no more, or null if it still does: a stream or a task may outlive it, and it
    /// may have been revoked since it was verified.
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

            return null;
        }
        catch (Exception exception)
        {
            // A list that cannot say whether the token is revoked does not keep it alive.
            Quietly.Run(() => Log.RevocationUnknown(logger, exception));
            return ReasonCode.InternalError;
        }
    }

    private ValueTask<AccessDecision> DecideAsync(PolicySnapshot policy, AccessRequest request, TargetKind kind, Resolution target, CancellationToken cancellationToken)
    {
        if (DecideCaller(policy, request.Caller) is { IsAllowed: false } denied)
            return new(denied);

        // The method itself may have rules, and so may what it is about.
        var method = policy.FindMethod(request.Method);
        if (!method.IsKnown && kind == TargetKind.Method)
            return new(policy.Knows(request.Method) ? policy.AnyCaller : AccessDecision.Denied(ReasonCode.TargetUnknown));
        if (!method.IsKnown)
            return DecideTargetAsync(policy, request, target, isListing: false, cancellationToken);
        if (kind == TargetKind.Method)
            return DecideTargetAsync(policy, request, method, isListing: false, cancellationToken);

        // They are one question: all scopes are in one challenge, and nothing counts for the one that the other refuses.
        return target.IsKnown
            ? DecideTargetAsync(policy, request, new Resolution(true, TargetRule.Both(method.Rule, target.Rule)), isListing: false, cancellationToken)
            : DecideUnknownAsync(policy, request, method, cancellationToken);
    }

    // Whoever may not use the method is not told what there is.
    private async ValueTask<AccessDecision> DecideUnknownAsync(PolicySnapshot policy, AccessRequest request, Resolution method, CancellationToken cancellationToken)
    {
        var decision = await DecideTargetAsync(policy, request, method, isListing: false, cancellationToken).ConfigureAwait(false);
        return decision.IsAllowed ? AccessDecision.Denied(ReasonCode.TargetUnknown).After(decision) : decision;
    }
}
