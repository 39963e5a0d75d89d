using System.Collections.Frozen;

namespace McpGuard;

/// <summary>
/// The scopes that clients are told to request: only scopes that this server declares, by the names that their issuer knows. Never
/// <c>offline_access</c>, which no part of a server may require.
/// </summary>
internal sealed class ScopeRequests
{
    /// <summary>The word for every scope, in <see cref="McpGuardOptions.InitialScopes"/>.</summary>
    public const string All = "All";

    private readonly PolicySettings _settings;
    private readonly FrozenSet<string> _declared;
    private readonly ScopeSet _first;

    public ScopeRequests(PolicySettings settings, ICollection<string> initial, IEnumerable<TargetRule> rules)
    {
        Requirement[] requirements = [.. rules.SelectMany(rule => rule.Requirements)];
        _settings = settings;
        var every = requirements.Where(requirement => requirement.Mode == PolicyMode.Enforce).SelectMany(requirement => requirement.Scopes.Requested).ToArray();
        _first = new ScopeSet(initial.Contains(All) ? every : initial);
        Every = settings.Scopes.RequestNames(every.Order(StringComparer.Ordinal));
        Initial = initial.Contains(All) ? Every : settings.Scopes.RequestNames(initial);
        _declared = requirements.SelectMany(requirement => requirement.Scopes.Named)
            .Concat(settings.Scopes.Names)
            .Concat(initial.Where(scope => scope != All))
            .ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The scopes that a client should request first.</summary>
    public IReadOnlyList<string> Initial { get; }

    /// <summary>Every scope that a challenge of this server can name because a rule requires it.</summary>
    public IReadOnlyList<string> Every { get; }

    /// <summary>The scopes for a call that lacks some: all scopes of the operation at once, and in a fixed order.</summary>
    public string ForMore(ScopeSet needed, AccessRequest request)
    {
        var isAccumulated = _settings.ChallengeScopes == ChallengeScopes.Accumulated ||
            (_settings.ChallengeScopes == ChallengeScopes.ByVersion && !ProtocolFloor.AddsScopes(request.ProtocolVersion));
        return Join(isAccumulated ? needed.Concat(Declared(request.Caller.Scopes)) : needed);
    }

    /// <summary>The scopes for a token in place of one that was good until its end. A client that requests only the initial scopes would lose others.</summary>
    public string? ForAnother(ScopeSet granted) =>
        Initial.Concat(_settings.Scopes.RequestNames(Declared(granted))).Distinct(StringComparer.Ordinal).ToArray() switch
        {
            [] => null,
            var scopes => string.Join(' ', scopes),
        };

    /// <summary>Whether a token with the initial scopes has the scopes that every use of a target needs.</summary>
    public bool OpensAtFirst(TargetRule rule) => rule.Requirements.All(requirement => requirement.Mode != PolicyMode.Enforce ||
        (IsGranted(requirement.Scopes.All) && (requirement.Scopes.Alternatives.Length == 0 || Array.Exists(requirement.Scopes.Alternatives, IsGranted))));

    private bool IsGranted(ScopeSet scopes) => scopes.All(scope => _settings.Scopes.Grants(_first, scope, out _));

    // A token may have scopes of other servers.
    private IEnumerable<string> Declared(ScopeSet granted) => granted.Where(_declared.Contains);

    private string Join(IEnumerable<string> scopes) => string.Join(' ', _settings.Scopes.RequestNames(scopes));
}
