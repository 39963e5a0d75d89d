namespace McpGuard;

/// <summary>
/// Demands that the subject is in at least one of some groups. Several declarations, also on the class and the assembly, must
/// all hold.
/// </summary>
/// <param name="groups">The groups, compared ordinally with the claim that the issuer's options name. At least one.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RequireGroupAttribute(params string[] groups) : Attribute, IDemand
{
    /// <summary>The groups, of which one is enough.</summary>
    public IReadOnlyList<string> Groups { get; } = groups;

    (Condition?, string?) IDemand.Make(ConditionSources sources) => Groups.Count == 0
        ? (null, "[RequireGroup] names no group")
        : (MembershipCondition.Groups([.. Groups]), null);
}
