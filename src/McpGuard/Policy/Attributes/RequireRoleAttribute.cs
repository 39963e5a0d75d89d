namespace McpGuard;

/// <summary>
/// Demands that the subject has at least one of some roles. Several declarations, also on the class and the assembly, must
/// all hold.
/// </summary>
/// <param name="roles">The roles, compared ordinally with the claim that the issuer's options name. At least one. Where several issuers are
/// trusted, a role is <see cref="McpGuardOptions.DefaultIssuer"/>'s, or has its issuer before it: <c>https://login.example.com admin</c>.
/// </param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RequireRoleAttribute(params string[] roles) : Attribute, IDemand
{
    /// <summary>The roles, of which one is enough.</summary>
    public IReadOnlyList<string> Roles { get; } = roles;

    (Condition?, string?) IDemand.Make(ConditionSources sources)
    {
        if (Roles.Count == 0)
            return (null, "[RequireRole] names no role");

        var (condition, problem) = MembershipCondition.Roles(Roles, sources);
        return (condition, problem is null ? null : $"[RequireRole] {problem}");
    }
}
