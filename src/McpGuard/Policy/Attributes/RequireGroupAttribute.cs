namespace McpGuard;

/// <summary>Requires that the subject is in at least one of the groups. Several declarations, also on the class and the assembly, must all hold.</summary>
/// <param name="groups">The groups, compared ordinally with the claim that the issuer's options name. At least one. With several issuers, a
/// group without an issuer belongs to <see cref="McpGuardOptions.DefaultIssuer"/>. Otherwise, write the issuer before it:
/// <c>https://login.example.com admins</c>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RequireGroupAttribute(params string[] groups) : Attribute, IDemand
{
    /// <summary>The groups. One of them is enough.</summary>
    public IReadOnlyList<string> Groups { get; } = groups;

    (Condition?, string?) IDemand.Make(ConditionSources sources)
    {
        if (Groups.Count == 0)
            return (null, "[RequireGroup] names no group");

        var (condition, problem) = MembershipCondition.Groups(Groups, sources);
        return (condition, problem is null ? null : $"[RequireGroup] {problem}");
    }
}
