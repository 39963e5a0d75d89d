namespace McpGuard;

/// <summary>
/// Demands that the subject has at least one of some roles. Several declarations, also on the class and the assembly, must
/// all hold.
/// </summary>
/// <param name="roles">The roles, compared ordinally with the claim that the issuer's options name. At least one.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RequireRoleAttribute(params string[] roles) : Attribute, IDemand
{
    /// <summary>The roles, of which one is enough.</summary>
    public IReadOnlyList<string> Roles { get; } = roles;

    (Condition?, string?) IDemand.Make(ConditionSources sources) => Roles.Count == 0
        ? (null, "[RequireRole] names no role")
        : (MembershipCondition.Roles([.. Roles]), null);
}
