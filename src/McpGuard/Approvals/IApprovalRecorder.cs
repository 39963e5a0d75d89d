namespace McpGuard;

/// <summary>Writes the records of approvals.</summary>
internal interface IApprovalRecorder
{
    /// <returns>Whether the change may take effect: it is recorded, or the options permit it without a record.</returns>
    ValueTask<bool> TryRecordAsync(ApprovalEvent change);
}

/// <summary>A change of an approval, or a refused attempt.</summary>
/// <param name="Event">The event.</param>
/// <param name="Approval">The approval, with the change.</param>
internal sealed record ApprovalEvent(AuditEvent Event, Approval Approval)
{
    /// <summary>The person who caused it, or null if that is the caller or the clock.</summary>
    public ApprovalPerson? Approver { get; init; }

    /// <summary>The reason of a refused attempt.</summary>
    public ReasonCode? Reason { get; init; }
}
