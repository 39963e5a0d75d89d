namespace McpGuard;

/// <summary>Finds problems in the options about callers: names with an unknown issuer, and rules that can never hold.</summary>
internal static class CallerProblems
{
    public static IEnumerable<string> Find(string section, CallerOptions callers, string? defaultIssuer)
    {
        foreach (var (option, names) in new[]
                 {
                     (nameof(callers.AllowedActors), callers.AllowedActors),
                     (nameof(callers.DeniedActors), callers.DeniedActors),
                     (nameof(callers.AllowedClients), callers.AllowedClients),
                 })
        {
            foreach (var name in names.Where(name => string.IsNullOrWhiteSpace(name) || Principal.Parse(name, defaultIssuer) is null))
                yield return $"{section}:{option} has '{name}', whose issuer is unknown. Write the issuer before it: https://login.example.com {name}";
        }

        if (callers.Delegation is { } mode && !Enum.IsDefined(mode))
            yield return $"{section}:Delegation is unknown. Set it to Optional, Required or Forbidden.";
        if (callers.Delegation == DelegationMode.Forbidden && callers.AllowedActors.Count > 0)
            yield return $"{section} forbids delegation but has AllowedActors, which could never call. Remove one of the two.";
        foreach (var problem in RangeProblem.Of($"{section}:MaxActors", callers.MaxActors, 1, TokenLimits.ActorDepth))
            yield return problem;
    }
}
