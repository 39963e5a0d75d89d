using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Where calls meet their approvals. The approval is found by the binding of the call, never by what a client brings. It is used once, in
/// one exchange of versions, just before the call is recorded and runs.
/// </summary>
internal sealed class ApprovalGate(
    WatchedApprovalStore store, ApprovalJournal journal, ApprovalWaiters waiters, ApprovalMetrics metrics, IOptions<McpGuardOptions> options, TimeProvider time)
{
    /// <summary>Looks at the approval of a call, and changes nothing.</summary>
    public async ValueTask<ApprovalLookup> LookAsync(
        ApprovalCall call, string policyVersion, IReadOnlyList<ApprovalDemand> demands, CancellationToken cancellationToken)
    {
        var binding = ApprovalBinding.Of(call.Resource, call.Caller, call.Tool, call.Arguments, call.Definition, policyVersion, demands);
        var found = await store.FindByBindingAsync(binding, cancellationToken).ConfigureAwait(false);
        var (reason, approval) = found.IsKnown ? Judge(found.Value, binding, demands, call) : (found.Fault!.Value, null);
        return new ApprovalLookup(reason, binding, policyVersion, demands, approval);
    }

    /// <summary>Opens a request for the approval that a call needs. The same call has one request.</summary>
    public async ValueTask<ApprovalLookup> OpenAsync(ApprovalLookup look, ApprovalCall call, ApprovalDetails details)
    {
        var settings = options.Value.Approvals;
        if (JsonMarshal.GetRawUtf8Value(call.Arguments).Length > settings.MaxArgumentBytes)
            return look with { Reason = ReasonCode.ApprovalTooLarge };

        // What has begun is ended and recorded, also if the client has gone.
        var candidate = ApprovalCandidate.Of(look, call, details, time.GetUtcNow());
        var limits = new ApprovalLimits(settings.MaxPendingPerCaller, settings.MaxPending);
        var added = await store.AddAsync(candidate, limits, CancellationToken.None).ConfigureAwait(false);
        if (added.Fault is { } fault)
            return look with { Reason = fault };
        if (added.Value.Outcome == ApprovalAddition.TooMany)
            return look with { Reason = ReasonCode.ApprovalsExceeded };

        if (added.Value.Outcome == ApprovalAddition.Existing)
        {
            var (reason, approval) = Judge(added.Value.Approval, look.Binding, look.Demands, call);
            return look with { Reason = reason, Approval = approval };
        }

        return await journal.RecordAddedAsync(candidate).ConfigureAwait(false) is { } unrecorded
            ? look with { Reason = unrecorded }
            : look with { Approval = candidate };
    }

    /// <summary>Holds a call until its approval is no longer pending, but not longer than a time. At the bounds it does not wait.</summary>
    public async ValueTask HoldAsync(Approval pending, TimeSpan most, CancellationToken cancellationToken)
    {
        var settings = options.Value.Approvals;
        if (most <= TimeSpan.Zero || !waiters.TryEnter(pending, new(settings.MaxHoldsPerCaller, settings.MaxHolds)))
            return;

        try
        {
            var since = time.GetTimestamp();
            while (!cancellationToken.IsCancellationRequested && !waiters.HasEnded && time.GetElapsedTime(since) is var waited && waited < most)
            {
                var change = waiters.NextChangeAsync(pending.Id);
                var found = await store.FindAsync(pending.Id, cancellationToken).ConfigureAwait(false);
                if (found.Value?.IsPendingAt(time.GetUtcNow()) is not true)
                    return;

                await waiters.WaitAsync(change, most - waited, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            waiters.Leave(pending);
        }
    }

    /// <summary>Uses the approval of a call that may run now. Of all concurrent calls with its binding, one succeeds.</summary>
    /// <returns>The reason why the call may not run, or null.</returns>
    public async ValueTask<ReasonCode?> UseAsync(ApprovalLookup look, string operationId)
    {
        if (look is not { Reason: ReasonCode.Allowed, Approval: { } approval })
            return ReasonCode.ApprovalRequired;
        if (approval.Status == ApprovalStatus.Used)
            return null;

        return await journal.ChangeAndRecordAsync(
            AuditEvent.ApprovalUsed, approval, ApprovalTerms.Used(approval, operationId, time.GetUtcNow()), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Withdraws a request whose user no longer wants the call.</summary>
    public async ValueTask WithdrawAsync(Approval pending)
    {
        var withdrawn = ApprovalTerms.Withdrawn(pending, time.GetUtcNow());
        await journal.RecordAndChangeAsync(AuditEvent.ApprovalWithdrawn, pending, withdrawn, approver: null, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Ends the requests and approvals whose time is over.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var open = await store.ListAsync(onlyOpen: true, _ => true, int.MaxValue, cancellationToken).ConfigureAwait(false);
        if (open.Value is not { } approvals)
            return;

        metrics.RecordPending(approvals.Count(approval => approval.IsPendingAt(now)));
        foreach (var approval in approvals.Where(approval => approval.HoldsUntil <= now))
        {
            await journal.ChangeAndRecordAsync(
                AuditEvent.ApprovalExpired, approval, ApprovalTerms.Expired(approval), cancellationToken).ConfigureAwait(false);
        }
    }

    // A denial and a use answer for a while; everything that is over counts as if it had never been.
    // The approval of another call is no answer of the store, nor is one that lacks the votes that the call needs now.
    private (ReasonCode Reason, Approval? Approval) Judge(
        Approval? found, string binding, IReadOnlyList<ApprovalDemand> demands, ApprovalCall call) => found switch
        {
            not null when found.Binding != binding => (ReasonCode.StateUnavailable, null),
            { Status: ApprovalStatus.Used } when call.HasRun && found.UsedBy == call.OperationId => (ReasonCode.Allowed, found),
            null => (ReasonCode.ApprovalRequired, null),
            _ when found.HoldsUntil <= time.GetUtcNow() => (ReasonCode.ApprovalRequired, null),
            { Status: ApprovalStatus.Pending } => (ReasonCode.ApprovalRequired, found),
            { Status: ApprovalStatus.Approved } when found.HoldsUntil == found.ValidUntil && ApprovalEligibility.IsMet(demands, found.Votes) =>
                (ReasonCode.Allowed, found),
            { Status: ApprovalStatus.Approved } => (ReasonCode.StateUnavailable, null),
            { Status: ApprovalStatus.Denied } => (ReasonCode.ApprovalDenied, found),
            { Status: ApprovalStatus.Used } => (ReasonCode.ApprovalUsed, found),
            _ => (ReasonCode.ApprovalRequired, null),
        };
}
