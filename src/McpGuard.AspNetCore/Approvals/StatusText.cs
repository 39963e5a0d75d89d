namespace McpGuard;

/// <summary>The state of an approval in words.</summary>
internal static class StatusText
{
    public static string Of(Approval approval, DateTimeOffset now) => approval.Status switch
    {
        ApprovalStatus.Pending when approval.IsPendingAt(now) => $"Waiting for a decision: {ApprovalText.VotesOf(approval)} approvals given",
        ApprovalStatus.Approved when approval.HoldsUntil > now => "Approved, and not yet run",
        ApprovalStatus.Denied => "Denied",
        ApprovalStatus.Withdrawn => "Withdrawn",
        ApprovalStatus.Used => "Approved and used: the call has run, or has begun to run",
        _ => "Expired",
    };
}
