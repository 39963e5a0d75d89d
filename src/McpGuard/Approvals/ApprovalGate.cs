using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
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
    private const int IdBytes = 16;

    /// <summary>Looks at the approval of a call, and changes nothing.</summary>
    public async ValueTask<ApprovalLookup> LookAsync(
        ApprovalCall call, string policyVersion, IReadOnlyList<ApprovalDemand> demands, CancellationToken cancellationToken)
    {
        var binding = ApprovalBinding.Of(options.Value.Resource, call.Caller, call.Tool, call.Arguments, call.Definition, policyVersion, demands);
        var found = await store.FindByBindingAsync(binding, cancellationToken).ConfigureAwait(false);
        var (reason, approval) = found.IsKnown ? Judge(found.Value, binding, call) : (found.Fault!.Value, null);
        return new ApprovalLookup(reason, binding, policyVersion, demands, approval);
    }

    /// <summary>Opens a request for the approval that a call needs. The same call has one request.</summary>
    public async ValueTask<ApprovalLookup> OpenAsync(ApprovalLookup look, ApprovalCall call, ApprovalDetails details, CancellationToken cancellationToken)
    {
        var settings = options.Value.Approvals;
        if (JsonMarshal.GetRawUtf8Value(call.Arguments).Length > settings.MaxArgumentBytes)
            return look with { Reason = ReasonCode.ApprovalTooLarge };

        var candidate = Candidate(look, call, details);
        var added = await store.AddAsync(candidate, new(settings.MaxPendingPerCaller, settings.MaxPending), cancellationToken).ConfigureAwait(false);
        if (added.Fault is { } fault)
            return look with { Reason = fault };
        if (added.Value.Outcome == ApprovalAddition.TooMany)
            return look with { Reason = ReasonCode.ApprovalsExceeded };

        if (added.Value.Outcome == ApprovalAddition.Existing)
        {
            var (reason, approval) = Judge(added.Value.Approval, look.Binding, call);
            return look with { Reason = reason, Approval = approval };
        }

        return await journal.RecordAddedAsync(candidate, cancellationToken).ConfigureAwait(false) is { } unrecorded
            ? look with { Reason = unrecorded }
            : look with { Approval = candidate };
    }

    /// <summary>Holds a call until its approval is no longer pending, but not longer than a time. At the bounds it does not wait.</summary>
    public async ValueTask HoldAsync(Approval pending, TimeSpan most, CancellationToken cancellationToken)
    {
        var settings = options.Value.Approvals;
        if (most <= TimeSpan.Zero || !waiters.TryEnter(pending.Requester, settings.MaxHoldsPerCaller, settings.MaxHolds))
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
            waiters.Leave(pending.Requester, pending.Id);
        }
    }

    /// <summary>Uses the approval of a call that may run now. Of all concurrent calls with its binding, one succeeds.</summary>
    /// <returns>The reason why the call may not run, or null.</returns>
    public async ValueTask<ReasonCode?> UseAsync(ApprovalLookup look, string operationId, CancellationToken cancellationToken)
    {
        if (look is not { Reason: ReasonCode.Allowed, Approval: { } approval })
            return ReasonCode.ApprovalRequired;
        if (approval.Status == ApprovalStatus.Used)
            return null;

        return await journal.ChangeAndRecordAsync(
            AuditEvent.ApprovalUsed, approval, ApprovalTerms.Used(approval, operationId, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Withdraws a request whose user no longer wants the call.</summary>
    public async ValueTask WithdrawAsync(Approval pending, CancellationToken cancellationToken) =>
        await journal.RecordAndChangeAsync(
            AuditEvent.ApprovalWithdrawn, pending, ApprovalTerms.Withdrawn(pending, time.GetUtcNow()), approver: null, cancellationToken).ConfigureAwait(false);

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
    // The approval of another call is no answer of the store.
    private (ReasonCode Reason, Approval? Approval) Judge(Approval? found, string binding, ApprovalCall call) => found switch
    {
        not null when found.Binding != binding => (ReasonCode.StateUnavailable, null),
        { Status: ApprovalStatus.Used } when call.HasRun && found.UsedBy == call.OperationId => (ReasonCode.Allowed, found),
        null => (ReasonCode.ApprovalRequired, null),
        _ when found.HoldsUntil <= time.GetUtcNow() => (ReasonCode.ApprovalRequired, null),
        { Status: ApprovalStatus.Pending } => (ReasonCode.ApprovalRequired, found),
        { Status: ApprovalStatus.Approved } => (ReasonCode.Allowed, found),
        { Status: ApprovalStatus.Denied } => (ReasonCode.ApprovalDenied, found),
        { Status: ApprovalStatus.Used } => (ReasonCode.ApprovalUsed, found),
        _ => (ReasonCode.ApprovalRequired, null),
    };

    private Approval Candidate(ApprovalLookup look, ApprovalCall call, ApprovalDetails details)
    {
        var (now, caller) = (time.GetUtcNow(), call.Caller);
        var until = now + look.Demands.Min(demand => demand.WaitFor);
        return new Approval
        {
            Id = $"apr_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes))}",
            Binding = look.Binding,
            OperationId = call.OperationId,
            Requester = CallerKey.Of(caller),
            Subject = new ApprovalPerson(caller.Issuer, caller.Subject, caller.Person),
            Actors = [.. ActorsOf(caller)],
            ClientId = caller.ClientId,
            Resource = options.Value.Resource!,
            Tool = call.Tool,
            Description = details.Description,
            Arguments = details.Arguments,
            Masked = details.Masked,
            Defaults = details.Defaults,
            ArgumentDigest = details.ArgumentDigest,
            DefinitionDigest = call.Definition,
            PolicyVersion = look.PolicyVersion,
            Demands = look.Demands,
            RequestedAt = now,
            WaitsUntil = until,
            HoldsUntil = until,
        };
    }

    private static IEnumerable<ApprovalPerson> ActorsOf(DelegatedCaller caller)
    {
        for (var actor = caller.Actor; actor is not null; actor = actor.Prior)
            yield return new ApprovalPerson(actor.Issuer ?? caller.Issuer, actor.Subject, actor.Person);
    }
}
