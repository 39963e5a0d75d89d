namespace McpGuard;

/// <summary>Requires that the subject has at least one of the roles. Several declarations, also on the class and the assembly, must all hold.</summary>
/// <param name="roles">The roles, compared ordinally with the claim that the issuer's options name. At least one. With several issuers, a
/// role without an issuer belongs to <see cref="McpGuardOptions.DefaultIssuer"/>. Otherwise, write the issuer before it:
/// <c>https://login.example.com admin</c>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RequireRoleAttribute(params string[] roles) : Attribute, IDemand
{
    /// <summary>The roles. One of them is enough.</summary>
    public IReadOnlyList<string> Roles { get; } = roles;

    (Condition?, string?) IDemand.Make(ConditionSources sources)
    {
        if (Roles.Count == 0)
            return (null, "[RequireRole] names no role");

        var (condition, problem) = MembershipCondition.Roles(Roles, sources);
        return (condition, problem is null ? null : $"[RequireRole] {problem}");
    }
}
