#pragma warning disable MCPEXP002 // The outermost place around a tool call; the contract tests hold what is leaned on.

using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The authoritative decision on a tool call, outermost around it on every transport:
/// who calls, may they, record, run, record.
/// </summary>
internal sealed class ToolCallGuard(AccessPolicy policy, AuditTrail audit, TimeProvider time)
{
    public async ValueTask<ResultOrAlternate<CallToolResult>> InvokeAsync(
        RequestContext<CallToolRequestParams> request,
        McpRequestHandler<CallToolRequestParams, ResultOrAlternate<CallToolResult>> next,
        CancellationToken cancellationToken)
    {
        if (request.User is not CallerPrincipal { Caller: var caller, Operation: var operation })
            throw GuardError.CallerMissing(time);

        var tool = request.Params?.Name;
        var decision = policy.Decide(caller, tool, request.MatchedPrimitive);
        operation.AuthorizedTool = (tool, request.MatchedPrimitive);

        // A suspended call that goes on was decided when its message came.
        var isOnRecord = operation.IsResumed && decision.IsAllowed;
        if (!isOnRecord && !await audit.TryRecordDecisionAsync(operation, caller, decision, request.Params?.Arguments))
            throw GuardError.From(Refusal.Of(ReasonCode.AuditUnavailable), operation);
        if (!decision.IsAllowed)
            throw GuardError.From(Refusal.Of(decision, tool), operation);

        using var watch = decision.Rule?.EndsWithToken is true ? new TokenWatch(caller, policy, time, cancellationToken) : null;
        try
        {
            var result = await next(request, watch?.Token ?? cancellationToken);
            await audit.RecordOutcomeAsync(operation, caller, OutcomeOf(result));
            return result;
        }
        catch (OperationCanceledException) when (watch?.Ended is not null)
        {
            operation.Fault = watch.Ended;
            await audit.RecordOutcomeAsync(operation, caller, AuditOutcome.Failed);
            throw GuardError.From(Refusal.Of(watch.Ended.Value), operation);
        }
        catch (Exception exception)
        {
            await audit.RecordOutcomeAsync(operation, caller, OutcomeOf(exception, cancellationToken));
            throw;
        }
    }

    private static AuditOutcome OutcomeOf(ResultOrAlternate<CallToolResult> result) => result switch
    {
        { IsAlternate: true } => AuditOutcome.Deferred,
        { Result.IsError: true } => AuditOutcome.ToolError,
        _ => AuditOutcome.Succeeded,
    };

    private static AuditOutcome OutcomeOf(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => AuditOutcome.Cancelled,

        // The tool asks its user first; the call comes again with the answer, and is judged again.
        InputRequiredException => AuditOutcome.Deferred,
        _ => AuditOutcome.Failed,
    };
}
