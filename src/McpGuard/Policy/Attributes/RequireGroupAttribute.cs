namespace McpGuard;

/// <summary>
/// Demands that the subject is in at least one of some groups. Several declarations, also on the class and the assembly, must
/// all hold.
/// </summary>
/// <param name="groups">The groups, compared ordinally with the claim that the issuer's options name. At least one. Where several issuers are
/// trusted, a group is <see cref="McpGuardOptions.DefaultIssuer"/>'s, or has its issuer before it: <c>https://login.example.com admins</c>.
/// </param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RequireGroupAttribute(params string[] groups) : Attribute, IDemand
{
    /// <summary>The groups, of which one is enough.</summary>
    public IReadOnlyList<string> Groups { get; } = groups;

    (Condition?, string?) IDemand.Make(ConditionSources sources)
    {
        if (Groups.Count == 0)
            return (null, "[RequireGroup] names no group");

        var (condition, problem) = MembershipCondition.Groups(Groups, sources);
        return (condition, problem is null ? null : $"[RequireGroup] {problem}");
    }
}
