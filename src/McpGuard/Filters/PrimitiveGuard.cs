using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The outermost filter of prompts and resources: their messages were decided when they came, and how they end is recorded here.</summary>
internal sealed class PrimitiveGuard(AuditTrail audit)
{
    public async ValueTask<TResult> InvokeAsync<TParams, TResult>(
        RequestContext<TParams> request,
        McpRequestHandler<TParams, TResult> next,
        CancellationToken cancellationToken)
    {
        if (request.User is not CallerPrincipal { Caller: var caller, Operation: var operation } principal)
            throw GuardError.CallerMissing();

        // The message may be answered before this ends, if it asks its user first.
        operation.IsClosed = true;
        try
        {
            var result = await next(request, cancellationToken);
            await audit.RecordOutcomeAsync(operation, caller, AuditOutcome.Succeeded);
            return result;
        }
        catch (Exception exception)
        {
            operation.Fault ??= principal.Watch?.Ended ?? FaultOf(exception, operation);
            await audit.RecordOutcomeAsync(operation, caller, principal.Watch?.Ended is null ? OutcomeOf(exception, cancellationToken) : AuditOutcome.Failed);
            throw;
        }
    }

    public static AuditOutcome OutcomeOf(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => AuditOutcome.Cancelled,

        // It asks its user first; the request comes again with the answer, and is judged again.
        InputRequiredException => AuditOutcome.Deferred,
        _ => AuditOutcome.Failed,
    };

    /// <summary>A refusal before the target was reached is the author's own: an <c>[Authorize]</c> policy, or another filter.</summary>
    public static ReasonCode? FaultOf(Exception exception, GuardedOperation operation) =>
        exception is McpProtocolException { ErrorCode: McpErrorCode.InvalidRequest } && !operation.HasReachedTarget ? ReasonCode.AuthorPolicyDenied : null;
}
