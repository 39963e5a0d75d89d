#pragma warning disable MCPEXP002 // The outermost place around a tool call; contract tests check the behaviour that it relies on.

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The authoritative decision on a tool call, as its outermost filter on every transport: caller, decision, record, run, record.</summary>
internal sealed class ToolCallGuard(AccessPolicy policy, RequestStateSeal seal, CallApprovals approvals, AuditTrail audit, ResultSummary results)
{
    private static readonly JsonTypeInfo<InputRequiredResult> _waiting =
        (JsonTypeInfo<InputRequiredResult>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(InputRequiredResult));

    public async ValueTask<ResultOrAlternate<CallToolResult>> InvokeAsync(
        RequestContext<CallToolRequestParams> request,
        McpRequestHandler<CallToolRequestParams, ResultOrAlternate<CallToolResult>> next,
        CancellationToken cancellationToken)
    {
        if (request.User is not CallerPrincipal { Operation: var operation } principal)
            throw GuardError.CallerMissing();

        // For an older client the server itself asks the question of a call, and then calls again.
        operation.TryBeginRound();
        var permit = principal.Run = new RunPermit(request.Params?.Name ?? "", request.MatchedPrimitive, request.Params?.Arguments);
        var (decision, approval) = await DecideAsync(request, principal, cancellationToken).ConfigureAwait(false);
        if (approval is not null)
            decision = await FindApprovalAsync(request, principal, decision, approval, cancellationToken).ConfigureAwait(false);

        // On a shared connection, a resumed call was decided and recorded when its message arrived.
        var waiting = approval is null ? null : approvals.AskToReturn(request, operation, decision);
        var refusal = decision.IsAllowed || waiting is not null ? null : Refusal.Of(decision, operation);
        if (!operation.IsResumed &&
            !await audit.TryRecordDecisionAsync(operation, decision, request.Params?.Arguments, errorCode: refusal?.Code).ConfigureAwait(false))
            return Answer.InCall(Refusal.Of(AccessDecision.Denied(ReasonCode.AuditUnavailable), operation), operation);
        if (waiting is not null)
            return ResultOrAlternate<CallToolResult>.FromAlternate(waiting, _waiting);
        if (refusal is not null)
            return await RefuseAsync(refusal, decision, operation).ConfigureAwait(false);

        operation.TryRun();
        try
        {
            var result = await next(request, cancellationToken).ConfigureAwait(false);
            if (result.Alternate is InputRequiredResult asks && !RequestStateSeal.CanContinue(operation, asks))
                throw new InputRequiredException(asks);

            // A task runs after its call has been answered, with the permit of that call.
            if (!result.IsAlternate)
                permit.Close();

            await audit.RecordOutcomeAsync(operation, OutcomeOf(result, permit), results.Of(result.Result)).ConfigureAwait(false);
            return result;
        }
        catch (InputRequiredException question) when (!RequestStateSeal.CanContinue(operation, question.Result))
        {
            var unusable = RequestStateSeal.Unusable(operation);
            await audit.RecordOutcomeAsync(operation, AuditOutcome.Failed).ConfigureAwait(false);
            permit.Close();
            throw unusable;
        }
        catch (Exception exception)
        {
            var own = operation.Fault;
            if (FailedCall.FaultOf(exception, permit) is { } fault)
                operation.TryFail(fault);

            await audit.RecordOutcomeAsync(operation, FailedCall.OutcomeOf(exception, principal, cancellationToken)).ConfigureAwait(false);
            permit.Close();

            // The guard itself has ended the call, after the filters of the author.
            if (own is { } reason && Answer.Of(Refusal.OfEnd(reason, operation), operation).Result is { } ended)
                return ended;

            throw;
        }
    }

    private async ValueTask<(AccessDecision Decision, ApprovalQuestion? Approval)> DecideAsync(
        RequestContext<CallToolRequestParams> request, CallerPrincipal principal, CancellationToken cancellationToken)
    {
        var operation = principal.Operation;

        // The call that runs is what the SDK has read, however the message was spelled.
        // A resumed call was decided by the name in its message, and must still have that target.
        if (!operation.TryMatch(request.Params?.Name, request.MatchedPrimitive) && operation.Request.Target != request.Params?.Name)
            return (AccessDecision.Denied(ReasonCode.TargetChanged), null);

        var rule = operation.Policy.FindTarget(TargetKind.Tool, request.Params?.Name, request.MatchedPrimitive).Rule;
        JsonElement? arguments = rule?.NeedsArguments is true ? RequestArguments.Of(request.Params?.Arguments) : null;
        var question = approvals.QuestionOf(operation, rule, request.MatchedPrimitive, arguments);
        var decision = await policy.DecideAsync(operation.Policy, operation.Ask(arguments, question), request.MatchedPrimitive, cancellationToken)
            .ConfigureAwait(false);
        if (!decision.IsAllowed || operation.IsResumed)
            return (decision, question);

        return await seal.UseAsync(principal, cancellationToken).ConfigureAwait(false) is { } refused
            ? (AccessDecision.Denied(refused), question)
            : (decision, question);
    }

    // An approval is used last: the next steps are the record of the decision, and the tool.
    private async ValueTask<AccessDecision> FindApprovalAsync(
        RequestContext<CallToolRequestParams> request,
        CallerPrincipal principal,
        AccessDecision decision,
        ApprovalQuestion question,
        CancellationToken cancellationToken)
    {
        if (decision is { Reason: ReasonCode.ApprovalRequired, Approval: not null })
        {
            var asked = decision;
            decision = await approvals.AwaitAsync(principal, asked, question, request.MatchedPrimitive, DecideAgainAsync, cancellationToken)
                .ConfigureAwait(false);

            // A request keeps its policy. If another came while the call was held, it does not run: its client comes back, and that is a new request.
            async ValueTask<AccessDecision> DecideAgainAsync(CancellationToken token) => ReferenceEquals(policy.Current, principal.Operation.Policy)
                ? (await DecideAsync(request, principal, token).ConfigureAwait(false)).Decision
                : asked;
        }

        return await approvals.UseAsync(decision, principal.Operation).ConfigureAwait(false);
    }

    // A resumed call may be allowed by its message and refused here; the refusal is then its outcome.
    private async ValueTask<CallToolResult> RefuseAsync(Refusal refusal, AccessDecision decision, GuardedOperation operation)
    {
        operation.TryFail(decision.Reason);
        await audit.RecordOutcomeAsync(operation, AuditOutcome.Failed).ConfigureAwait(false);
        return Answer.InCall(refusal, operation);
    }

    /// <summary>
    /// The outermost filter around the tool itself. As a task, or after a question to the user, the tool may run after the call's message
    /// has been served.
    /// </summary>
    public static async ValueTask<CallToolResult> RunAsync(
        RequestContext<CallToolRequestParams> request,
        McpRequestHandler<CallToolRequestParams, CallToolResult> next,
        CancellationToken cancellationToken)
    {
        if (request.User is not CallerPrincipal { Caller: var caller })
            throw GuardError.CallerMissing();

        using var current = CurrentCaller.Enter(caller);
        return await next(request, cancellationToken).ConfigureAwait(false);
    }

    private static AuditOutcome OutcomeOf(ResultOrAlternate<CallToolResult> result, RunPermit permit) => result switch
    {
        { IsAlternate: true } => AuditOutcome.Deferred,
        _ when !permit.IsUsed => AuditOutcome.NotDispatched,
        { Result.IsError: true } => AuditOutcome.ToolError,
        _ => AuditOutcome.Succeeded,
    };
}
