namespace McpGuard;

/// <summary>What is known of the approval that a call needs.</summary>
/// <param name="Reason"><see cref="ReasonCode.Allowed"/> if the call may use the approval now, else why it may not run.</param>
/// <param name="Binding">The binding of the call.</param>
/// <param name="PolicyVersion">The version of the policy that requires it.</param>
/// <param name="Demands">What is required.</param>
/// <param name="Approval">The approval, or null if there is none.</param>
internal sealed record ApprovalLookup(ReasonCode Reason, string Binding, string PolicyVersion, IReadOnlyList<ApprovalDemand> Demands, Approval? Approval)
{
    /// <summary>Whether there is no approval and no request for one, so that one can be opened.</summary>
    public bool CanBeRequested => Reason == ReasonCode.ApprovalRequired && Approval is null;

    /// <summary>Whether people still have to decide.</summary>
    public bool IsPending => Reason == ReasonCode.ApprovalRequired && Approval is not null;
}
