namespace McpGuard;

/// <summary>What one person said.</summary>
/// <param name="Approver">The person.</param>
/// <param name="IsApproval">Whether the person said yes. One no denies the call.</param>
/// <param name="Demands">The positions in <see cref="Approval.Demands"/> for which the vote counts.</param>
/// <param name="At">The time.</param>
/// <param name="Comment">The person's comment, or null.</param>
public sealed record ApprovalVote(ApprovalPerson Approver, bool IsApproval, IReadOnlyList<int> Demands, DateTimeOffset At, string? Comment = null);
