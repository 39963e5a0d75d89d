using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The outermost filter of prompts and resources. Their messages have been decided; their outcomes are recorded here.</summary>
internal sealed class PrimitiveGuard(MessageDecider decider, AuditTrail audit)
{
    public async ValueTask<TResult> InvokeAsync<TParams, TResult>(
        RequestContext<TParams> request,
        McpRequestHandler<TParams, TResult> next,
        CancellationToken cancellationToken)
    {
        if (request.User is not CallerPrincipal { Caller: var caller, Operation: var operation } principal)
            throw GuardError.CallerMissing();

        if (operation.TryBeginRound())
            await DecideAgainAsync(request, principal, cancellationToken).ConfigureAwait(false);

        var permit = principal.Run = Permit(request, operation);
        operation.TryRun();
        using var current = CurrentCaller.Enter(caller);
        try
        {
            var result = await next(request, cancellationToken).ConfigureAwait(false);
            await audit.RecordOutcomeAsync(operation, permit.IsUsed ? AuditOutcome.Succeeded : AuditOutcome.NotDispatched).ConfigureAwait(false);
            return result;
        }
        catch (InputRequiredException question) when (!RequestStateSeal.CanContinue(operation, question.Result))
        {
            var unusable = RequestStateSeal.Unusable(operation);
            await audit.RecordOutcomeAsync(operation, AuditOutcome.Failed).ConfigureAwait(false);
            throw unusable;
        }
        catch (Exception exception)
        {
            if ((principal.Watch?.Ended ?? FailedCall.FaultOf(exception, permit)) is { } fault)
                operation.TryFail(fault);

            var outcome = principal.Watch?.Ended is null ? FailedCall.OutcomeOf(exception, principal, cancellationToken) : AuditOutcome.Failed;
            await audit.RecordOutcomeAsync(operation, outcome).ConfigureAwait(false);
            throw;
        }
        finally
        {
            permit.Close();
        }
    }

    private async ValueTask DecideAgainAsync<TParams>(RequestContext<TParams> request, CallerPrincipal principal, CancellationToken cancellationToken)
    {
        var operation = principal.Operation;
        var decision = await decider.DecideMessageAsync(
            request.Server, request.JsonRpcRequest.Method, request.JsonRpcRequest.Params, principal, cancellationToken).ConfigureAwait(false);
        var refusal = decision.IsAllowed ? null : Refusal.Of(decision, operation);
        if (!await audit.TryRecordDecisionAsync(operation, decision, errorCode: refusal?.Code).ConfigureAwait(false))
            throw GuardError.From(refusal ?? Refusal.Of(AccessDecision.Denied(ReasonCode.AuditUnavailable), operation), operation.Id);
        if (refusal is not null)
            throw GuardError.From(refusal, operation.Id);
    }

    // The message was decided by the name in it; the server has now matched its target in its own way.
    private static RunPermit Permit<TParams>(RequestContext<TParams> request, GuardedOperation operation)
    {
        var (target, arguments) = RunTarget.Of(request.Params);
        var isSame = request.Params switch
        {
            CompleteRequestParams => true,
            GetPromptRequestParams or ReadResourceRequestParams =>
                target == operation.Request.Target && ReferenceEquals(request.MatchedPrimitive, operation.Primitive),
            _ => target == operation.Request.Target,
        };
        if (target is null || !isSame)
            throw GuardError.Stop(operation, ReasonCode.TargetChanged);

        return new RunPermit(target, request.MatchedPrimitive, arguments);
    }
}
