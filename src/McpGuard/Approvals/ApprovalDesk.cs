using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Where people decide: the pages call it. What is decided is what was shown: the person sends the version that they saw. A decision is
/// recorded before it takes effect.
/// </summary>
internal sealed class ApprovalDesk(WatchedApprovalStore store, ApprovalJournal journal, IOptions<McpGuardOptions> options, TimeProvider time)
{
    /// <summary>The longest comment.</summary>
    public const int MaxComment = 500;

    // As many as may be open by default, so that newer requests of a greedy client hide no other.
    private const int MaxListed = 1000;

    /// <summary>The approvals that the person asked for, or may decide; the newest first.</summary>
    public ValueTask<StateAnswer<IReadOnlyList<Approval>>> ListAsync(Approver approver, bool onlyOpen, CancellationToken cancellationToken) =>
        store.ListAsync(onlyOpen, approval => MaySee(approval, approver), MaxListed, cancellationToken);

    /// <returns>The approval; null if there is none, or if the person neither asked for it nor may decide it.</returns>
    public async ValueTask<StateAnswer<Approval?>> FindAsync(string id, Approver approver, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(id, cancellationToken).ConfigureAwait(false);
        return found.Value is { } approval && !MaySee(approval, approver) ? new(null) : found;
    }

    public ValueTask<ApprovalResult> ApproveAsync(string id, long version, Approver approver, string? comment, CancellationToken cancellationToken) =>
        DecideAsync(id, version, approver, isApproval: true, comment, cancellationToken);

    public ValueTask<ApprovalResult> DenyAsync(string id, long version, Approver approver, string? comment, CancellationToken cancellationToken) =>
        DecideAsync(id, version, approver, isApproval: false, comment, cancellationToken);

    /// <summary>Withdraws a request, for the person on whose behalf the call is made.</summary>
    public async ValueTask<ApprovalResult> WithdrawAsync(string id, long version, Approver approver, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (found.Value is not { } approval)
            return new(null, found.Fault ?? ReasonCode.ApproverNotEligible);
        if (!ApprovalEligibility.IsRequester(approval, approver))
            return await RefuseAsync(approval, approver, ReasonCode.ApproverNotEligible).ConfigureAwait(false);

        var now = time.GetUtcNow();
        return IsCurrent(approval, version, now)
            ? await ChangeAsync(AuditEvent.ApprovalWithdrawn, approval, ApprovalTerms.Withdrawn(approval, now), approver, cancellationToken)
                .ConfigureAwait(false)
            : await RefuseAsync(approval, approver, ReasonCode.ApprovalNotPending).ConfigureAwait(false);
    }

    /// <summary>Records an attempt that a page itself refuses, such as a form that it did not give to this person.</summary>
    public async ValueTask RefuseFormAsync(string id, Approver approver, CancellationToken cancellationToken)
    {
        if ((await store.FindAsync(id, cancellationToken).ConfigureAwait(false)).Value is { } approval)
            await journal.RecordRefusedAsync(approval, approver.Person, ReasonCode.FormInvalid).ConfigureAwait(false);
    }

    private static bool MaySee(Approval approval, Approver approver) =>
        ApprovalEligibility.IsRequester(approval, approver) || ApprovalEligibility.Of(approval, approver).Demands.Count > 0;

    private static bool IsCurrent(Approval approval, long version, DateTimeOffset now) => approval.IsPendingAt(now) && approval.Version == version;

    private static bool IsGood(string? comment, IEnumerable<ApprovalDemand> demands) =>
        (comment?.Length ?? 0) <= MaxComment && (!string.IsNullOrWhiteSpace(comment) || demands.All(demand => demand.Comment == ApprovalComment.Optional));

    private async ValueTask<ApprovalResult> DecideAsync(
        string id, long version, Approver approver, bool isApproval, string? comment, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (found.Value is not { } approval)
            return new(null, found.Fault ?? ReasonCode.ApproverNotEligible);

        var (demands, refused) = ApprovalEligibility.Of(approval, approver);
        if (refused is { } reason)
            return await RefuseAsync(approval, approver, reason).ConfigureAwait(false);

        var now = time.GetUtcNow();
        if (!IsCurrent(approval, version, now))
            return await RefuseAsync(approval, approver, ReasonCode.ApprovalNotPending).ConfigureAwait(false);
        if (!IsGood(comment, demands.Select(position => approval.Demands[position])))
            return await RefuseAsync(approval, approver, ReasonCode.FormInvalid).ConfigureAwait(false);

        // One person counts once.
        if (isApproval && approval.Votes.Any(vote => vote.Approver.IsSame(approver.Person!)))
            return await RefuseAsync(approval, approver, ReasonCode.ApproverNotEligible).ConfigureAwait(false);

        var voted = approval with { Votes = [.. approval.Votes, new ApprovalVote(approver.Person!, isApproval, demands, now, comment)] };
        return isApproval
            ? await ChangeAsync(AuditEvent.ApprovalGranted, approval, ApprovalTerms.Approved(voted, now), approver, cancellationToken).ConfigureAwait(false)
            : await ChangeAsync(
                AuditEvent.ApprovalDenied, approval, ApprovalTerms.Denied(voted, now, options.Value.Approvals.DenialHolds), approver, cancellationToken)
                .ConfigureAwait(false);
    }

    private async ValueTask<ApprovalResult> ChangeAsync(
        AuditEvent change, Approval before, Approval after, Approver approver, CancellationToken cancellationToken)
    {
        var refused = await journal.RecordAndChangeAsync(change, before, after, approver.Person, cancellationToken).ConfigureAwait(false);
        if (refused is null)
            return new(after with { Version = before.Version + 1 });

        return refused == ReasonCode.ApprovalNotPending ? await RefuseAsync(before, approver, refused.Value).ConfigureAwait(false) : new(before, refused);
    }

    // A person who may not see the approval gets the answer for an unknown one.
    private async ValueTask<ApprovalResult> RefuseAsync(Approval approval, Approver approver, ReasonCode reason)
    {
        await journal.RecordRefusedAsync(approval, approver.Person, reason).ConfigureAwait(false);
        return new(MaySee(approval, approver) ? approval : null, reason);
    }
}
