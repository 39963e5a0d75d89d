using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Decides whether a call may run. The preflight and the tool-call guard ask the same questions here, each for itself.
/// </summary>
internal sealed class AccessPolicy(
    ToolRules rules,
    IEnumerable<IRevocationList> revocations,
    IOptions<McpGuardOptions> options,
    TimeProvider time,
    ILogger<AccessPolicy> logger)
{
    private const int UsualMaxActors = 3;

    private readonly IRevocationList[] _revocations = [.. revocations];
    private readonly CallerRule _callers = new(options.Value.Callers, TrustedIssuers.OnlyOne(options.Value), UsualMaxActors);

    /// <summary>Decides by name alone, before the server has looked for the tool.</summary>
    /// <returns>The decision, or null if no such tool is known yet; the tool-call guard then decides alone.</returns>
    public AccessDecision? DecideByName(DelegatedCaller caller, string? tool)
    {
        if (DecideCaller(caller) is { IsAllowed: false } denied)
            return denied;

        return rules.TryFind(tool, out var rule) ? Decide(caller, rule) : null;
    }

    /// <summary>Decides on the tool that the server has matched and is about to run.</summary>
    public AccessDecision Decide(DelegatedCaller caller, string? name, IMcpServerPrimitive? matched)
    {
        if (DecideCaller(caller) is { IsAllowed: false } denied)
            return denied;

        return rules.TryFind(name, matched, out var rule) ? Decide(caller, rule) : AccessDecision.Denied(ReasonCode.ToolUnknown);
    }

    /// <summary>Decides on what every request needs, whatever it asks for.</summary>
    public AccessDecision DecideCaller(DelegatedCaller caller) =>
        (FindEnd(caller) ?? _callers.Check(caller)) is { } refused ? AccessDecision.Denied(refused) : AccessDecision.AnyCaller;

    /// <summary>
    /// Says why a token that was good counts no more, or null if it still does: a stream or a task may outlive it, and it
    /// may have been revoked since it was verified.
    /// </summary>
    public ReasonCode? FindEnd(DelegatedCaller caller)
    {
        if (caller.HasExpired(time.GetUtcNow()))
            return ReasonCode.TokenExpired;

        try
        {
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
            Log.RevocationUnknown(logger, exception);
            return ReasonCode.InternalError;
        }
    }

    private static AccessDecision Decide(DelegatedCaller caller, ToolRule? rule)
    {
        if (rule is null)
            return AccessDecision.Denied(ReasonCode.ToolUndeclared);
        if (rule.Callers?.Check(caller) is { } refused)
            return AccessDecision.Denied(refused, rule);

        return caller.Scopes.ContainsAll(rule.Scopes)
            ? rule.Allow
            : AccessDecision.ScopeMissing(rule, caller.Scopes.Missing(rule.Scopes));
    }
}
