using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Decides whether a call may run. The preflight and the tool-call guard ask the same questions here, each for itself.
/// </summary>
internal sealed class AccessPolicy(ToolRules rules, TokenTimes times, IOptions<McpGuardOptions> options)
{
    private readonly bool _requireActor = options.Value.RequireActor;

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
    public AccessDecision DecideCaller(DelegatedCaller caller)
    {
        // The token was good when the message came; a stream or a task may outlive it.
        if (times.HasExpired(caller))
            return AccessDecision.Denied(ReasonCode.TokenExpired);
        if (_requireActor && caller.Actor is null)
            return AccessDecision.Denied(ReasonCode.ActorRequired);

        return AccessDecision.AnyCaller;
    }

    private static AccessDecision Decide(DelegatedCaller caller, ToolRule? rule)
    {
        if (rule is null)
            return AccessDecision.Denied(ReasonCode.ToolUndeclared);

        return caller.Scopes.ContainsAll(rule.Scopes)
            ? rule.Allow
            : AccessDecision.ScopeMissing(rule, caller.Scopes.Missing(rule.Scopes));
    }
}
