namespace McpGuard;

/// <summary>What a person can do about an approval now. The desk decides again when the form is sent.</summary>
/// <param name="CanApprove">Whether the person may approve, and has not done so.</param>
/// <param name="CanDeny">Whether the person may deny.</param>
/// <param name="CanWithdraw">Whether the call is made on behalf of the person.</param>
/// <param name="NeedsComment">Whether a decision needs a comment.</param>
internal readonly record struct ApprovalChoices(bool CanApprove, bool CanDeny, bool CanWithdraw, bool NeedsComment)
{
    public bool IsAny => CanDeny || CanWithdraw;

    public static ApprovalChoices Of(Approval approval, Approver approver, DateTimeOffset now)
    {
        if (!approval.IsPendingAt(now))
            return default;

        var (demands, _) = ApprovalEligibility.Of(approval, approver);
        var hasApproved = approver.Person is { } person && approval.Votes.Any(vote => vote.IsApproval && vote.Approver.IsSame(person));
        return new(
            demands.Count > 0 && !hasApproved,
            demands.Count > 0,
            ApprovalEligibility.IsRequester(approval, approver),
            demands.Any(position => approval.Demands[position].Comment == ApprovalComment.Required));
    }
}
