using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Records each decision before it takes effect, the outcome of each allowed request, and events of the guard itself.</summary>
internal sealed class AuditTrail(
    AuditRoutes routes,
    AuditRecordFactory records,
    RefusalTally refusals,
    GuardMetrics metrics,
    IOptions<McpGuardOptions> options,
    TimeProvider time,
    ILogger<AuditTrail> logger)
{
    /// <summary>Tells whether a call could be recorded now, as far as that is known in advance.</summary>
    public ValueTask<bool> CanRecordAsync() => routes.CanRecordAsync();

    /// <summary>Records a decision before it takes effect.</summary>
    /// <returns>Whether the request may run. False if the record was lost and the call must not run unrecorded, or if the operation was
    /// decided before.</returns>
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

        if (operation.Request.Claimed is { TokenFault: { } fault } claimed)
            LogRefusal(operation.Id, decision.Reason, fault, claimed);
        else if (!decision.IsAllowed)
            LogSetting(operation, decision.Reason);

        var content = records.Decision(step, arguments, httpStatus, errorCode);
        using var span = DecisionSpan.StartOrNone(operation.Request.RemoteTrace?.Context, operation.StartedAt, time);
        var (effect, reason) = (content.Effect!.Value, content.Reason!.Value);
        var record = span is null && Activity.Current is null ? null : new AuditRecord(content);
        var goesOn = await routes.TryWriteAsync(content, record).ConfigureAwait(false);
        if (!goesOn && effect != AuditEffect.Deny)
        {
            effect = AuditEffect.Deny;
            reason = ReasonCode.AuditUnavailable;
        }

        Count(operation, effect, reason);
        if (record is not null)
            Trace(operation, record, effect, reason, span);
        if (goesOn)
            return true;

        // Record a failed outcome, so that a working sink does not show an allow with no outcome.
        if (decision.IsAllowed)
        {
            operation.TryFail(ReasonCode.AuditUnavailable);
            await RecordOutcomeAsync(operation, AuditOutcome.Failed).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>
    /// Records the outcome of an allowed request. The request has already run, so a lost record is logged and the result is delivered; the
    /// decision is recorded. An operation has one outcome: the first.
    /// </summary>
    public async ValueTask RecordOutcomeAsync(
        GuardedOperation operation,
        AuditOutcome outcome,
        RecordResult result = default,
        ListSummary? list = null,
        int? httpStatus = null)
    {
        if (OutcomeStep.TryTake(operation, outcome, out var step))
            await routes.TryWriteAsync(records.Outcome(step, result, list, httpStatus)).ConfigureAwait(false);
    }

    /// <summary>
    /// Completes the records of a served request. A request that the server itself answered was allowed, and did not reach a tool. A
    /// resumed call did, without the filter that would have seen its end. A request without a filter, such as a ping or a notification, has
    /// the outcome of its message.
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

    /// <summary>Records the counted refusals that have no record of their own.</summary>
    public async Task RecordRefusalsAsync(string policyVersion)
    {
        foreach (var sum in refusals.Close())
            await routes.TryWriteAsync(records.Refusals(sum, policyVersion)).ConfigureAwait(false);
    }

    /// <summary>Records that another policy is in force.</summary>
    public Task RecordPolicyAsync(string version, IReadOnlyList<AuditRemark>? remarks = null) =>
        RecordEventAsync(AuditEvent.PolicyLoaded, policyVersion: version, remarks: remarks);

    /// <summary>Records why a change was refused. The present policy stays.</summary>
    public Task RecordRefusedPolicyAsync(string version, params string[] problems) =>
        RecordEventAsync(AuditEvent.PolicyRefused, policyVersion: version, problems: AuditText.Bounded(problems));

    /// <summary>Records a change of an issuer's keys.</summary>
    public Task RecordKeysAsync(string issuer, IReadOnlyList<string> keyIds) => RecordEventAsync(AuditEvent.KeysChanged, issuer: issuer, keyIds: keyIds);

    /// <summary>Records the start or the stop of the guard.</summary>
    public Task RecordGuardAsync(AuditEvent @event, string policyVersion, string guardVersion) =>
        RecordEventAsync(@event, policyVersion, guardVersion: guardVersion);

    // After the tally, so that a flood of refused tokens is bounded in the log as well.
    private void LogRefusal(string operationId, ReasonCode reason, AuditTokenFault fault, AuditClaims claimed)
    {
        var (subject, client) = (AuditText.Neutral(claimed.Subject), AuditText.Neutral(claimed.ClientId));
        var (issuer, token, key) = (AuditText.Neutral(claimed.Issuer), AuditText.Neutral(claimed.TokenId), AuditText.Neutral(claimed.KeyId));
        Quietly.Run(() => Log.TokenRefused(logger, reason, fault.ToString(), operationId));
        Quietly.Run(() => Log.TokenRefusedClaims(logger, issuer, subject, client, token, key, operationId));
    }

    private void LogSetting(GuardedOperation operation, ReasonCode reason)
    {
        if (RefusedRequest.Explain(reason, operation.Request, options.Value) is { } explanation)
            Quietly.Run(() => Log.RequestRefused(logger, reason, explanation, operation.Id));
    }

    // Metrics and spans show the effective result.
    private void Trace(GuardedOperation operation, AuditRecord record, AuditEffect effect, ReasonCode reason, DecisionSpan? span)
    {
        try
        {
            var traced = new TracedDecision(
                record, effect, reason, operation.Request.TargetKind, operation.Request.HttpProtocol, options.Value.Telemetry.IncludeIdentity);
            span?.Describe(traced);
            SpanAttributes.Enrich(traced);
        }
        catch (Exception)
        {
            // An exception of an application's listener changes no decision.
        }
    }

    private void Count(GuardedOperation operation, AuditEffect effect, ReasonCode reason)
    {
        if (metrics.CountsDecisions)
            metrics.CountDecision(
                effect, reason, operation.Request.Transport, MetricLabels.MethodOf(operation), MetricLabels.ToolOf(operation), operation.Elapsed);
    }

    private async Task RecordEventAsync(
        AuditEvent @event,
        string? policyVersion = null,
        string? issuer = null,
        IReadOnlyList<string>? keyIds = null,
        string? guardVersion = null,
        IReadOnlyList<AuditRemark>? remarks = null,
        IReadOnlyList<string>? problems = null)
    {
        var now = time.GetUtcNow();
        await routes.TryWriteAsync(new RecordContent
        {
            RecordId = AuditId.Next(time),
            Time = now,
            Event = @event,
            OperationId = AuditId.Next(time),
            PolicyVersion = policyVersion,
            Remarks = remarks,
            Resource = options.Value.Resource,
            Issuer = issuer,
            KeyIds = keyIds,
            Problems = problems,
            GuardVersion = guardVersion,
            LoggedTime = now,
        }).ConfigureAwait(false);
    }
}
