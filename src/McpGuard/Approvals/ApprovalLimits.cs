namespace McpGuard;

/// <summary>The number of approvals that may be open at a time, by <see cref="Approval.TakesRoomAt"/>.</summary>
/// <param name="PerRequester">Of one requester.</param>
/// <param name="InAll">Of all requesters together.</param>
public readonly record struct ApprovalLimits(int PerRequester, int InAll);
