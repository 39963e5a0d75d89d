namespace McpGuard;

/// <summary>
/// Requires that a person approves each call of the tool, before it runs. The approval is for exactly this call of this caller, and for one
/// run. This attribute does not name the permitted callers: also declare scopes, groups or roles, or that any caller may. Several
/// declarations, also on the class and the assembly, must all hold.
/// </summary>
/// <param name="groups">The groups whose members may approve, as the sign-in of the approval pages names them. With <see
/// cref="ApprovalBy.Subject"/>, none is needed.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RequireApprovalAttribute(params string[] groups) : Attribute, IDemand
{
    /// <summary>The groups. Membership in one of them is enough.</summary>
    public IReadOnlyList<string> Groups { get; } = groups;

    /// <summary>Who may approve. Default: a person who is neither the subject nor an actor of the call.</summary>
    public ApprovalBy By { get; set; }

    /// <summary>The number of different people who must approve. Between 1 and 5; default 1.</summary>
    public int Count { get; set; } = 1;

    /// <summary>How long a call waits for people, in seconds. Between 60 and 86,400; default 1,800.</summary>
    public int WaitForSeconds { get; set; } = 1800;

    /// <summary>How long the approved call may come after the approval, in seconds. Between 10 and 3,600; default 300.</summary>
    public int ValidForSeconds { get; set; } = 300;

    (Condition?, string?) IDemand.Make(ConditionSources sources)
    {
        var demand = new ApprovalDemand
        {
            Rule = Requirement.Declaration,
            Groups = Groups,
            By = By,
            Count = Count,
            WaitFor = TimeSpan.FromSeconds(WaitForSeconds),
            ValidFor = TimeSpan.FromSeconds(ValidForSeconds),
        };
        var problem = ApprovalCondition.ProblemOf(demand) ?? (this switch
        {
            { Count: < 1 or > 5 } => "has a Count that is not between 1 and 5",
            { WaitForSeconds: < 60 or > 86_400 } => "has WaitForSeconds that are not between 60 and 86400",
            { ValidForSeconds: < 10 or > 3600 } => "has ValidForSeconds that are not between 10 and 3600",
            _ when !Enum.IsDefined(By) => "has an unknown By",
            _ => null,
        });
        return problem is null ? (new ApprovalCondition(demand), null) : (null, $"[RequireApproval] {problem}");
    }
}
