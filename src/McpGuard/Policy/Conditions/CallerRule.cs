using System.Collections.Frozen;

namespace McpGuard;

/// <summary>Checks the actors and the client of a call: for the whole server, or for one tool.</summary>
internal sealed class CallerRule
{
    private readonly DelegationMode _delegation;
    private readonly int _maxActors;
    private readonly FrozenSet<Principal>? _allowedActors;
    private readonly FrozenSet<Principal>? _deniedActors;
    private readonly FrozenSet<Principal>? _allowedClients;
    private readonly FactIssuers? _factIssuers;

    public CallerRule(CallerOptions options, ConditionSources sources, int maxActors)
    {
        _allowedActors = Read(options.AllowedActors);
        _deniedActors = Read(options.DeniedActors);
        _allowedClients = Read(options.AllowedClients);
        _factIssuers = sources.FactIssuers;
        _maxActors = options.MaxActors ?? maxActors;

        // A list of allowed actors would be pointless if calls without an actor were allowed.
        _delegation = options.Delegation ?? (_allowedActors is not null ? DelegationMode.Required : DelegationMode.Optional);

        FrozenSet<Principal>? Read(IList<string> names) =>
            names.Count == 0 ? null : names.Select(name => Principal.Parse(name, sources.DefaultIssuer)).OfType<Principal>().ToFrozenSet();
    }

    /// <returns>The reason for the refusal, or null.</returns>
    public ReasonCode? Check(DelegatedCaller caller)
    {
        if (caller.Actor is not { } actor)
        {
            if (_delegation == DelegationMode.Required)
                return ReasonCode.ActorRequired;
        }
        else if (_delegation == DelegationMode.Forbidden)
        {
            return ReasonCode.ActorForbidden;
        }
        else if (CheckChain(caller, actor) is { } refused)
        {
            return refused;
        }

        return _allowedClients?.Contains(Principal.Of(caller.Issuer, caller.ClientId)) is false ? ReasonCode.ClientNotAllowed : null;
    }

    private ReasonCode? CheckChain(DelegatedCaller caller, Actor current)
    {
        if (_allowedActors is not null && !(IsOwnOrVouched(current) && _allowedActors.Contains(Name(current))))
            return ReasonCode.ActorNotAllowed;

        var count = 0;
        for (var actor = current; actor is not null; actor = actor.Prior)
        {
            if (++count > _maxActors)
                return ReasonCode.DelegationTooDeep;
            if (_deniedActors?.Contains(Name(actor)) is true)
                return ReasonCode.ActorDenied;
        }

        return null;

        // An issuer names its own actors. It may name an actor of another issuer only if the rule believes its facts.
        bool IsOwnOrVouched(Actor actor) =>
            actor.Issuer is null || IssuerName.KeyOf(actor.Issuer) == IssuerName.KeyOf(caller.Issuer) || _factIssuers?.VouchFor(caller) is true;

        Principal Name(Actor actor) => Principal.Of(actor.Issuer ?? caller.Issuer, actor.Subject);
    }
}
