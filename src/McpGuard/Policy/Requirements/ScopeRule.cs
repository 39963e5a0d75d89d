namespace McpGuard;

/// <summary>The scopes that a rule requires: all of a list, one of several alternatives, and more for certain arguments.</summary>
internal sealed class ScopeRule(ScopeSet all, ScopeSet[]? alternatives = null, ArgumentScopes[]? forArguments = null)
{
    public ScopeSet All { get; } = all;

    /// <summary>Each is enough; clients are told to request the first.</summary>
    public ScopeSet[] Alternatives { get; } = alternatives ?? [];

    public ArgumentScopes[] ForArguments { get; } = forArguments ?? [];

    public bool IsEmpty => All.Count == 0 && Alternatives.Length == 0 && ForArguments.Length == 0;

    /// <summary>Whether every call needs scopes. Scopes for certain arguments alone do not restrict other calls.</summary>
    public bool IsDemandedOfAll => All.Count > 0 || Alternatives.Length > 0;

    /// <summary>Whether every call needs the same scopes.</summary>
    public bool IsPlain => Alternatives.Length == 0 && ForArguments.Length == 0;

    /// <summary>Every scope in the rule, for any call.</summary>
    public IEnumerable<string> Named => [.. All, .. Alternatives.SelectMany(scopes => scopes), .. ForArguments.SelectMany(scopes => scopes.Scopes)];

    /// <summary>The scopes that a client can be told to request.</summary>
    public IEnumerable<string> Requested => [.. All, .. Alternatives.Take(1).SelectMany(scopes => scopes), .. ForArguments.SelectMany(scopes => scopes.Scopes)];

    public static ScopeRule Read(PolicyObject rule)
    {
        var all = rule.Texts("Scopes");
        var alternatives = rule.TextLists("AnyScopes");
        var forArguments = new List<ArgumentScopes>();
        foreach (var section in rule.Objects("ScopesByArguments"))
        {
            var schema = ArgumentCondition.ReadSchema(section, "Arguments");
            var scopes = section.Texts("Scopes");
            section.Finish();
            CheckTokens(section, scopes);
            if (!section.Has("Arguments") || scopes.Length == 0)
                section.Wrong(null, "needs Arguments, which say when, and Scopes, which say what is needed then");
            else if (schema is not null)
                forArguments.Add(new ArgumentScopes(new BoundSchema(schema), new ScopeSet(scopes)));
        }

        CheckTokens(rule, all.Concat(alternatives.SelectMany(scopes => scopes)));
        return new ScopeRule(new ScopeSet(all), [.. alternatives.Select(scopes => new ScopeSet(scopes))], [.. forArguments]);
    }

    /// <summary>The same rule, for the arguments of one target.</summary>
    public ScopeRule BindTo(ArgumentBinding binding) => ForArguments.Length == 0
        ? this
        : new ScopeRule(All, Alternatives, Array.ConvertAll(ForArguments, scopes => scopes with { Schema = scopes.Schema.BindTo(binding) }));

    /// <summary>The same rule without the scopes for arguments that only the running server can judge.</summary>
    public ScopeRule WithoutUndecided(AccessRequest request) => Array.Exists(ForArguments, scopes => scopes.IsUndecided(request))
        ? new ScopeRule(All, Alternatives, Array.FindAll(ForArguments, scopes => !scopes.IsUndecided(request)))
        : this;

    /// <summary>The scopes that a call needs, with the first of the alternatives.</summary>
    public IEnumerable<string> Needed(AccessRequest request)
    {
        var needed = All.Concat(Alternatives.FirstOrDefault() ?? ScopeSet.Empty);
        foreach (var scopes in ForArguments)
        {
            if (scopes.AppliesTo(request))
                needed = needed.Concat(scopes.Scopes);
        }

        return needed;
    }

    /// <summary>The scopes that the caller lacks; empty if it has one of the alternatives.</summary>
    public IEnumerable<string> Missing(AccessRequest request, ScopeHierarchy hierarchy)
    {
        var granted = request.Caller.Scopes;
        var hasAlternative = Array.Exists(Alternatives, scopes => scopes.All(scope => hierarchy.Grants(granted, scope, out _)));
        return Needed(request)
            .Where(scope => !hierarchy.Grants(granted, scope, out _))
            .Where(scope => !hasAlternative || IsNeededAnyway(scope, request));
    }

    private bool IsNeededAnyway(string scope, AccessRequest request) =>
        All.Contains(scope) || Array.Exists(ForArguments, scopes => scopes.Scopes.Contains(scope) && scopes.AppliesTo(request));

    private static void CheckTokens(PolicyObject section, IEnumerable<string> scopes)
    {
        foreach (var scope in scopes)
        {
            if (ScopeSet.FindProblem(scope) is { } problem)
                section.Wrong("Scopes", $"has '{scope}', which {problem}");
        }
    }
}

/// <summary>Scopes that are required only if the arguments match a schema.</summary>
internal sealed record ArgumentScopes(BoundSchema Schema, ScopeSet Scopes)
{
    /// <summary>Whether the scopes are required. Undecided arguments require them as well.</summary>
    public bool AppliesTo(AccessRequest request) =>
        request.Arguments is not null && Schema.Evaluate(request) is null or { IsUndecided: true };

    /// <summary>Whether only the running server can tell.</summary>
    public bool IsUndecided(AccessRequest request) => Schema.Evaluate(request) is { IsUnknown: true };
}
