using System.Collections.Frozen;

namespace McpGuard;

/// <summary>The subject is in at least one of some groups, or has at least one of some roles. Each belongs to an issuer.</summary>
internal sealed class MembershipCondition(
    string name, IReadOnlyList<string> allowed, IEnumerable<Principal> principals, Func<DelegatedCaller, IReadOnlyList<string>> read) : Condition
{
    private const int MaxShown = 20;

    private readonly FrozenSet<Principal> _allowed = principals.ToFrozenSet();

    public override string Name => name;

    public override ReasonCode Reason => ReasonCode.MembershipMissing;

    public override string Demand => $"one of {string.Join(", ", allowed)}";

    public static (Condition Condition, string? Problem) Groups(IReadOnlyList<string> groups, ConditionSources sources) =>
        Make("groups", groups, sources, caller => caller.Groups);

    public static (Condition Condition, string? Problem) Roles(IReadOnlyList<string> roles, ConditionSources sources) =>
        Make("roles", roles, sources, caller => caller.Roles);

    public static IEnumerable<Condition> Read(PolicyObject rule, ConditionSources sources)
    {
        (string, Func<IReadOnlyList<string>, ConditionSources, (Condition, string?)>)[] kinds = [("Groups", Groups), ("Roles", Roles)];
        foreach (var (member, make) in kinds)
        {
            if (rule.Texts(member) is not { Length: > 0 } names)
                continue;

            var (condition, problem) = make(names, sources);
            if (problem is not null)
                rule.Wrong(member, problem);

            yield return condition;
        }
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        var (names, issuer) = (read(request.Caller), IssuerName.KeyOf(request.Caller.Issuer));
        foreach (var candidate in names)
        {
            if (_allowed.Contains(new Principal(issuer, candidate)))
                return new(ConditionResult.Met(candidate));
        }

        return new(ConditionResult.NotMet(names.Count == 0 ? null : string.Join(", ", names.Take(MaxShown))));
    }

    private static (Condition, string?) Make(
        string condition, IReadOnlyList<string> names, ConditionSources sources, Func<DelegatedCaller, IReadOnlyList<string>> read)
    {
        var principals = new List<Principal>();
        string? problem = null;
        foreach (var name in names)
        {
            if (Principal.Parse(name, null) is { } named)
            {
                principals.Add(named);
                if (!sources.Trusts(named.Issuer))
                    problem ??= $"has '{name}', whose issuer is not trusted. Trusted are: {string.Join(", ", sources.Issuers)}";
            }
            else if (sources.FactIssuers is { } issuers)
            {
                principals.AddRange(issuers.Name(name));
            }
            else
            {
                problem ??= $"has '{name}', which {ConditionSources.WhoseWord(sources.Issuers)}, or write the issuer before the name: " +
                    $"{sources.Issuers.FirstOrDefault()} {name}";
            }
        }

        return (new MembershipCondition(condition, names, principals, read), problem);
    }
}
