namespace McpGuard;

/// <summary>
/// A person approves the call. The evaluation of a rule looks up the approval for all such conditions together; by itself the condition only
/// knows whether the arguments need one.
/// </summary>
internal sealed class ApprovalCondition(ApprovalDemand demand, BoundSchema? when = null) : Condition
{
    private static readonly TimeSpan _waitFor = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan _validFor = TimeSpan.FromMinutes(5);

    public ApprovalDemand Approval => demand;

    public ArgumentSchema? When => when?.Schema;

    public override string Name => ApprovalText.Condition;

    public override ReasonCode Reason => ReasonCode.ApprovalRequired;

    public override ConditionStage Stage => ConditionStage.Approval;

    public override bool NeedsArguments => true;

    public override string Demand => $"an approval: {ApprovalText.Of(demand)}{(when is null ? "" : ", for certain arguments")}";

    public static ApprovalCondition? Read(PolicyObject rule, string ruleName)
    {
        if (rule.Object("Approval") is not { } section)
            return null;

        var demand = new ApprovalDemand
        {
            Rule = ruleName,
            Groups = section.Texts("Groups"),
            Roles = section.Texts("Roles"),
            Policy = section.Text("Policy"),
            By = section.Choice<ApprovalBy>("By") ?? ApprovalBy.Others,
            Count = section.Whole("Count", 1, 5) ?? 1,
            WaitFor = section.Duration("WaitFor", TimeSpan.FromMinutes(1), TimeSpan.FromHours(24)) ?? _waitFor,
            ValidFor = section.Duration("ValidFor", TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)) ?? _validFor,
            Comment = section.Choice<ApprovalComment>("Comment") ?? ApprovalComment.Optional,
        };
        var when = ArgumentCondition.ReadSchema(section, "When");
        section.Finish();
        if (ProblemOf(demand) is { } problem)
            section.Wrong(null, problem);

        return new ApprovalCondition(demand, when is null ? null : new BoundSchema(when));
    }

    /// <summary>Why the demand could never be met, or would be met by anybody; or null.</summary>
    public static string? ProblemOf(ApprovalDemand demand) => demand switch
    {
        { By: ApprovalBy.Others, Groups.Count: 0, Roles.Count: 0, Policy: null } => "names no approvers. Add Groups, Roles or Policy, or set By to Subject",
        { By: ApprovalBy.Subject, Count: > 1 } => "requires several people, but only the subject may approve. Remove Count, or set By to Others",
        _ => null,
    };

    /// <summary>Whether a call with these arguments needs the approval. Unknown and undecided arguments do.</summary>
    public bool IsNeeded(AccessRequest request) => when?.Evaluate(request) is null or { IsUndecided: true } or { IsUnknown: true };

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) =>
        new(IsNeeded(request) ? ConditionResult.NotMet() : ConditionResult.Met());

    public override Condition BindTo(ArgumentBinding binding) => when is null ? this : new ApprovalCondition(demand, when.BindTo(binding));
}
