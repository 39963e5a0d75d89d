namespace McpGuard;

/// <summary>The subject is in at least one of some groups, or has at least one of some roles.</summary>
internal sealed class MembershipCondition(string name, string[] allowed, Func<DelegatedCaller, IReadOnlyList<string>> read) : Condition
{
    private const int MaxShown = 20;

    private readonly HashSet<string> _allowed = new(allowed, StringComparer.Ordinal);

    public override string Name => name;

    public override ReasonCode Reason => ReasonCode.MembershipMissing;

    public override string Demand => $"one of {string.Join(", ", allowed)}";

    public static MembershipCondition Groups(string[] groups) => new("groups", groups, caller => caller.Groups);

    public static MembershipCondition Roles(string[] roles) => new("roles", roles, caller => caller.Roles);

    public static IEnumerable<Condition> Read(PolicyObject rule)
    {
        if (rule.Texts("Groups") is { Length: > 0 } groups)
            yield return Groups(groups);
        if (rule.Texts("Roles") is { Length: > 0 } roles)
            yield return Roles(roles);
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        var names = read(request.Caller);
        foreach (var candidate in names)
        {
            if (_allowed.Contains(candidate))
                return new(ConditionResult.Met(candidate));
        }

        return new(ConditionResult.NotMet(names.Count == 0 ? null : string.Join(", ", names.Take(MaxShown))));
    }
}
