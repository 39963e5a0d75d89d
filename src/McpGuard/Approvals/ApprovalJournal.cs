namespace McpGuard;

/// <summary>
/// The only place that changes approvals. Each change is one exchange of versions, has one record, and is told to waiting calls and
/// notifiers.
/// </summary>
internal sealed class ApprovalJournal(WatchedApprovalStore store, IApprovalRecorder records, ApprovalWaiters waiters, ApprovalNotices notices)
{
    /// <summary>Records a change, and then makes it: a decision of a person takes effect only with its record.</summary>
    /// <returns>The reason why nothing was changed, or null.</returns>
    public async ValueTask<ReasonCode?> RecordAndChangeAsync(
        AuditEvent change, Approval before, Approval after, ApprovalPerson? approver, CancellationToken cancellationToken)
    {
        var next = after with { Version = before.Version + 1 };
        if (!await records.TryRecordAsync(new ApprovalEvent(change, next) { Approver = approver }).ConfigureAwait(false))
            return ReasonCode.AuditUnavailable;

        var replaced = await store.ReplaceAsync(next, before.Version, cancellationToken).ConfigureAwait(false);
        if (replaced is not { IsKnown: true, Value: true })
            return replaced.Fault ?? ReasonCode.ApprovalNotPending;

        Announce(change, next);
        return null;
    }

    /// <summary>Makes a change, and then records it: of several instances, only the one that makes it records it.</summary>
    /// <returns>The reason why it has no effect, or null. A change without its record stays made.</returns>
    public async ValueTask<ReasonCode?> ChangeAndRecordAsync(AuditEvent change, Approval before, Approval after, CancellationToken cancellationToken)
    {
        var next = after with { Version = before.Version + 1 };
        var replaced = await store.ReplaceAsync(next, before.Version, cancellationToken).ConfigureAwait(false);
        if (replaced is not { IsKnown: true, Value: true })
            return replaced.Fault ?? ReasonCode.ApprovalUsed;

        Announce(change, next);
        return await records.TryRecordAsync(new ApprovalEvent(change, next)).ConfigureAwait(false) ? null : ReasonCode.AuditUnavailable;
    }

    /// <summary>Records a request that was just added. Without its record, it is withdrawn.</summary>
    public async ValueTask<ReasonCode?> RecordAddedAsync(Approval added)
    {
        if (await records.TryRecordAsync(new ApprovalEvent(AuditEvent.ApprovalRequested, added)).ConfigureAwait(false))
        {
            notices.Post(AuditEvent.ApprovalRequested, added);
            return null;
        }

        var withdrawn = ApprovalTerms.Withdrawn(added, added.RequestedAt) with { Version = added.Version + 1 };
        await store.ReplaceAsync(withdrawn, added.Version, CancellationToken.None).ConfigureAwait(false);
        return ReasonCode.AuditUnavailable;
    }

    /// <summary>Records an attempt that changes nothing.</summary>
    public ValueTask<bool> RecordRefusedAsync(Approval approval, ApprovalPerson? approver, ReasonCode reason) =>
        records.TryRecordAsync(new ApprovalEvent(AuditEvent.ApprovalRefused, approval) { Approver = approver, Reason = reason });

    private void Announce(AuditEvent change, Approval next)
    {
        waiters.Wake(next.Id);
        notices.Post(change, next);
    }
}
