using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Records each decision before it takes effect, how each allowed request ended, and what happens to the guard itself.</summary>
internal sealed class AuditTrail(AuditRoutes routes, AuditRecordFactory records, RefusalTally refusals, GuardMetrics metrics, IOptions<McpGuardOptions> options, TimeProvider time)
{
    /// <summary>Says whether the record of a call could be written now, as far as that is known beforehand.</summary>
    public ValueTask<bool> CanRecordAsync() => routes.CanRecordAsync();

    /// <summary>Records a decision before it takes effect.</summary>
    /// <returns>
    /// Whether the request may go on: false if the record was lost and what is not recorded must not run, or if the operation was
    /// decided before.
    /// </returns>
    public async ValueTask<bool> TryRecordDecisionAsync(
        GuardedOperation operation,
        AccessDecision decision,
        IDictionary<string, JsonElement>? arguments = null,
        int? httpStatus = null,
        int? errorCode = null)
    {
        if (!DecisionStep.TryTake(operation, decision, out var step))
            return false;

        if (operation.Caller is null && !decision.IsAllowed && !refusals.TryTake(operation.Request.ClientAddress, decision.Reason, time.GetUtcNow()))
        {
            Count(operation, AuditEffect.Deny, decision.Reason);
            return true;
        }

        var record = records.Decision(step, arguments, httpStatus, errorCode);
        using var span = DecisionSpan.TryStart(operation.Request.RemoteTrace?.Context, operation.StartedAt, time);
        var goesOn = await routes.TryWriteAsync(record).ConfigureAwait(false);
        Tell(operation, record, goesOn, span);
        if (goesOn)
            return true;

        // A sink that works has it on record that the call was allowed. It shall not say so and no more.
        if (decision.IsAllowed)
        {
            operation.TryFail(ReasonCode.AuditUnavailable);
            await RecordOutcomeAsync(operation, AuditOutcome.Failed).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>
    /// Records how an allowed request ended. It has run already, so a lost record is logged and the result delivered;
    /// that it was about to run is on record. An operation has one outcome: the first.
    /// </summary>
    public async ValueTask RecordOutcomeAsync(
        GuardedOperation operation,
        AuditOutcome outcome,
        AuditResult? result = null,
        ListSummary? list = null,
        int? httpStatus = null)
    {
        if (OutcomeStep.TryTake(operation, outcome, out var step))
            await routes.TryWriteAsync(records.Outcome(step, result, list, httpStatus)).ConfigureAwait(false);
    }

    /// <summary>
    /// Completes the records of a request that has been served. What the server answered by itself was allowed, and
    /// never reached a tool; a suspended call that went on did, past the filter that would have seen it end. What no filter
    /// is there for, such as a ping or a notification, ended as its message did.
    /// </summary>
    public async ValueTask CloseAsync(GuardedOperation operation, AuditOutcome? outcome = null, int? httpStatus = null)
    {
        if (operation.IsDecided)
        {
            var end = outcome == AuditOutcome.Succeeded && operation.IsResumed ? AuditOutcome.Resumed : outcome;
            if (end is not null && OutcomeStep.TryTakeUnlessRunning(operation, end.Value, out var step))
                await routes.TryWriteAsync(records.Outcome(step)).ConfigureAwait(false);
        }
        else if (await TryRecordDecisionAsync(operation, operation.Policy.AnyCaller).ConfigureAwait(false))
        {
            await RecordOutcomeAsync(operation, EndOf(operation), httpStatus: httpStatus).ConfigureAwait(false);
        }
    }

    private static AuditOutcome EndOf(GuardedOperation operation) => operation switch
    {
        { Aborted.IsCancellationRequested: true } => AuditOutcome.Cancelled,
        { IsApplicationFault: true } => AuditOutcome.Failed,
        _ => AuditOutcome.NotDispatched,
    };

    /// <summary>Records the refusals that were counted and have no record of their own.</summary>
    public async Task RecordRefusalsAsync(string policyVersion)
    {
        foreach (var sum in refusals.Close())
            await routes.TryWriteAsync(records.Refusals(sum, policyVersion)).ConfigureAwait(false);
    }

    /// <summary>Records that another policy is in force, or that a change was refused and this one stays.</summary>
    public Task RecordPolicyAsync(AuditEvent @event, string version, IReadOnlyList<AuditRemark>? remarks = null) => RecordEventAsync(@event, policyVersion: version, remarks: remarks);

    /// <summary>Records that an issuer has other keys.</summary>
    public Task RecordKeysAsync(string issuer, IReadOnlyList<string> keyIds) => RecordEventAsync(AuditEvent.KeysChanged, issuer: issuer, keyIds: keyIds);

    /// <summary>Records that the guard begins or stops to serve.</summary>
    public Task RecordGuardAsync(AuditEvent @event, string policyVersion, string guardVersion) => RecordEventAsync(@event, policyVersion, guardVersion: guardVersion);

    // What is counted and traced is what came of it.
    private void Tell(GuardedOperation operation, AuditRecord record, bool goesOn, DecisionSpan? span)
    {
        var (effect, reason) = goesOn || record.Effect == AuditEffect.Deny ? (record.Effect!.Value, record.Reason!.Value) : (AuditEffect.Deny, ReasonCode.AuditUnavailable);
        Count(operation, effect, reason);
        if (span is null && Activity.Current is null)
            return;

        try
        {
            var told = new ToldDecision(record, effect, reason, operation.Request.Subject, operation.Request.HttpProtocol, options.Value.Telemetry.IncludeIdentity);
            span?.Describe(told);
            SpanAttributes.Enrich(told);
        }
        catch (Exception)
        {
            // An application's listener that throws changes no decision.
        }
    }

    private void Count(GuardedOperation operation, AuditEffect effect, ReasonCode reason)
    {
        if (metrics.CountsDecisions)
            metrics.CountDecision(effect, reason, operation.Request.Transport, MetricLabels.MethodOf(operation), MetricLabels.ToolOf(operation), operation.Elapsed);
    }

    private async Task RecordEventAsync(AuditEvent @event, string? policyVersion = null, string? issuer = null, IReadOnlyList<string>? keyIds = null, string? guardVersion = null, IReadOnlyList<AuditRemark>? remarks = null)
    {
        var now = time.GetUtcNow();
        await routes.TryWriteAsync(new AuditRecord
        {
            RecordId = OperationId.Next(time),
            Time = now,
            Event = @event,
            OperationId = OperationId.Next(time),
            PolicyVersion = policyVersion,
            Remarks = remarks,
            Resource = options.Value.Resource,
            Issuer = issuer,
            KeyIds = keyIds,
            GuardVersion = guardVersion,
            LoggedTime = now,
        }).ConfigureAwait(false);
    }
}
