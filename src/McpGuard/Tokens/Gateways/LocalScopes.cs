using System.Collections.Frozen;

namespace McpGuard;

/// <summary>The scopes of this server for tokens that have none: by the subject's groups, and by the tool for which a gateway issued the token.</summary>
internal sealed class LocalScopes(IssuerOptions issuer)
{
    private readonly FrozenDictionary<string, ScopeSet> _byGroup = Sets(issuer.GroupScopes, group => group);
    private readonly FrozenDictionary<string, ScopeSet> _byTool = Sets(issuer.Gateway?.ToolScopes ?? new Dictionary<string, string>(), CallRoute.NameOf);

    /// <summary>Whether one of the groups has scopes.</summary>
    public bool HasAny(IReadOnlyList<string> groups) => groups.Any(_byGroup.ContainsKey);

    /// <param name="groups">The subject's groups.</param>
    /// <param name="route">The use of the token. A token for lists has the scopes of all tools, so that the list shows them; it cannot call one.</param>
    public ScopeSet Of(IReadOnlyList<string> groups, CallRoute? route)
    {
        if (_byGroup.Count == 0 && _byTool.Count == 0)
            return ScopeSet.Empty;

        var granted = groups.SelectMany(group => _byGroup.GetValueOrDefault(group, ScopeSet.Empty));
        var routed = route switch
        {
            null => [],
            { Tool: null } => _byTool.Values.SelectMany(scopes => scopes),
            { Tool: var tool } => _byTool.GetValueOrDefault(tool, ScopeSet.Empty).AsEnumerable(),
        };
        return new ScopeSet(granted.Concat(routed));
    }

    private static FrozenDictionary<string, ScopeSet> Sets(IDictionary<string, string> scopes, Func<string, string> keyOf) =>
        scopes.ToFrozenDictionary(entry => keyOf(entry.Key), entry => ScopeSet.Parse(entry.Value), StringComparer.Ordinal);
}
