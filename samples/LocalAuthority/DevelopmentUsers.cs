namespace LocalAuthority;

/// <summary>The people that this authority knows, and what each may let an agent do.</summary>
public static class DevelopmentUsers
{
    private static readonly Dictionary<string, string[]> _scopes = new(StringComparer.Ordinal)
    {
        ["alice"] = ["mcp:basic", "files:read", "files:write", "tickets:read", "tickets:write", "refunds:write"],
        ["bob"] = ["mcp:basic", "files:read", "tickets:read"],
        ["carol"] = ["mcp:basic", "files:read", "files:write", "files:admin", "tickets:read", "tickets:write", "tickets:admin", "refunds:write"],
    };

    /// <summary>Every scope that somebody has.</summary>
    public static IEnumerable<string> AllScopes => _scopes.Values.SelectMany(scopes => scopes).Distinct();

    /// <summary>What a person may let an agent do, or null if there is no such person.</summary>
    /// <param name="user">The person.</param>
    /// <returns>The scopes.</returns>
    public static string[]? ScopesOf(string? user) => user is not null && _scopes.TryGetValue(user, out var scopes) ? scopes : null;
}
