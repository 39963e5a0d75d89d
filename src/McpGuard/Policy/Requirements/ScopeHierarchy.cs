using System.Collections.Frozen;

namespace McpGuard;

/// <summary>
/// The scopes that include other scopes (MCP authorization, "Step-Up Authorization Flow": the hierarchy must be respected), and the names
/// by which a client requests a scope if its issuer writes another name into the token.
/// </summary>
internal sealed class ScopeHierarchy
{
    private readonly FrozenDictionary<string, string[]> _wider;
    private readonly FrozenDictionary<string, string> _requestNames;

    private ScopeHierarchy(Dictionary<string, string[]> includes, Dictionary<string, string> requestNames)
    {
        var wider = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var scope in includes.Keys)
        {
            foreach (var narrower in Below(scope, includes))
            {
                if (!wider.TryGetValue(narrower, out var list))
                    wider[narrower] = list = [];

                list.Add(scope);
            }
        }

        Names = [.. includes.Keys, .. includes.Values.SelectMany(included => included)];
        _wider = wider.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
        _requestNames = requestNames.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public static ScopeHierarchy Flat { get; } = new([], []);

    /// <summary>The scopes that it describes.</summary>
    public IReadOnlyCollection<string> Names { get; }

    public static ScopeHierarchy Read(PolicyObject policy)
    {
        var includes = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var requestNames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in policy.Objects("Scopes"))
        {
            var name = section.Text("Name");
            var included = section.Texts("Includes");
            var requestAs = section.Text("RequestAs");
            section.Finish();
            if (name is null)
                section.Wrong("Name", "is missing");
            else if (!includes.TryAdd(name, included))
                section.Wrong("Name", $"is '{name}', which has an entry already. Say all of it in one");
            else if (requestAs is not null)
                requestNames[name] = requestAs;

            foreach (var scope in included.Append(name).Append(requestAs).OfType<string>())
            {
                if (ScopeSet.FindProblem(scope) is { } problem)
                    section.Wrong(null, $"has '{scope}', which {problem}");
            }
        }

        foreach (var scope in includes.Keys.Where(scope => Below(scope, includes).Contains(scope)))
            policy.Wrong("Scopes", $"lets '{scope}' include itself, through {string.Join(", ", Below(scope, includes))}");

        return new ScopeHierarchy(includes, requestNames);
    }

    /// <summary>Whether a scope is granted, by its own name or by a wider one.</summary>
    /// <param name="granted">The scopes of the token.</param>
    /// <param name="scope">The required scope.</param>
    /// <param name="wider">The wider scope that includes it, if there is one.</param>
    public bool Grants(ScopeSet granted, string scope, out string? wider)
    {
        wider = null;
        if (granted.Contains(scope))
            return true;
        if (!_wider.TryGetValue(scope, out var candidates))
            return false;

        wider = Array.Find(candidates, granted.Contains);
        return wider is not null;
    }

    /// <summary>The name by which a client requests the scope from its issuer.</summary>
    public string RequestName(string scope) => _requestNames.GetValueOrDefault(scope, scope);

    /// <summary>The scopes as a client asks its issuer for them, each once.</summary>
    public IReadOnlyList<string> RequestNames(IEnumerable<string> scopes) => [.. scopes.Select(RequestName).Distinct(StringComparer.Ordinal)];

    private static List<string> Below(string scope, Dictionary<string, string[]> includes)
    {
        var found = new List<string>();
        var open = new Queue<string>(includes[scope]);
        while (open.TryDequeue(out var next))
        {
            if (found.Contains(next))
                continue;

            found.Add(next);
            foreach (var further in includes.GetValueOrDefault(next, []))
                open.Enqueue(further);
        }

        return found;
    }
}
