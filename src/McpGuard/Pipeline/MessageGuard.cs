using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The first filter of every message, on all transports: a message without a caller is refused. Over HTTP the endpoint has found the
/// caller; on other transports it is found here. Then the message is decided, recorded and passed on.
/// </summary>
internal sealed class MessageGuard(
    CallerResolver callers,
    AccessPolicy policy,
    MessageDecider decider,
    AuditTrail audit,
    MessageDispatch dispatch,
    OpenRequests open,
    TimeProvider time,
    ILogger<MessageGuard> logger)
{
    public async Task InvokeAsync(MessageContext message, McpMessageHandler next, CancellationToken cancellationToken)
    {
        var operation = (message.User as CallerPrincipal)?.Operation
            ?? new GuardedOperation(MessageReader.Read(message), policy.Current, time, time.GetTimestamp());
        try
        {
            // The client disconnected before the message was processed; that is already recorded.
            if (!operation.IsDecided && await AdmitAsync(message, operation, cancellationToken).ConfigureAwait(false) is { } principal)
                await dispatch.ServeAsync(message, principal, next, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            open.End(message);
        }
    }

    // A message on which the guard itself fails is not passed on, and is recorded.
    private async ValueTask<CallerPrincipal?> AdmitAsync(MessageContext message, GuardedOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            return await JudgeAsync(message, operation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!operation.IsDecided)
        {
            var isAborted = exception is OperationCanceledException && cancellationToken.IsCancellationRequested;
            if (!isAborted)
                LogFailure(operation.Id, exception);

            await RefuseAsync(message, operation, AccessDecision.Denied(isAborted ? ReasonCode.RequestAborted : ReasonCode.InternalError))
                .ConfigureAwait(false);
            return null;
        }
    }

    private async ValueTask<CallerPrincipal?> JudgeAsync(MessageContext message, GuardedOperation operation, CancellationToken cancellationToken)
    {
        if (message.User is not CallerPrincipal principal)
        {
            var result = await callers.ResolveAsync(message, operation, cancellationToken).ConfigureAwait(false);
            if (!result.IsAccepted)
            {
                if (result.ToRecorded() is { } claimed)
                    operation.TryDescribe(operation.Request with { Claimed = claimed.With(operation.Request.Claimed) });

                await RefuseAsync(message, operation, operation.Policy.DecideToken(result)).ConfigureAwait(false);
                return null;
            }

            operation.TryIdentify(result.Caller);
            message.User = principal = new CallerPrincipal(operation);
        }

        var decision = await decider.DecideAsync(message, principal, cancellationToken).ConfigureAwait(false);
        if (decision is { IsAllowed: false })
        {
            await RefuseAsync(message, operation, decision).ConfigureAwait(false);
            return null;
        }

        if (decision is not null &&
            !await audit.TryRecordDecisionAsync(operation, decision, RequestArguments.Recorded(message.JsonRpcMessage)).ConfigureAwait(false))
        {
            await RefuseAsync(message, operation, AccessDecision.Denied(ReasonCode.AuditUnavailable)).ConfigureAwait(false);
            return null;
        }

        principal.EndsWithToken = decision?.Target is { EndsWithToken: true, Kind: not TargetKind.Tool };
        return principal;
    }

    private void LogFailure(string operationId, Exception exception) => Quietly.Run(() => Log.GuardFailed(logger, operationId, exception));

    // Only a request has an answer; a refused notification is recorded and dropped.
    private async ValueTask RefuseAsync(MessageContext message, GuardedOperation operation, AccessDecision decision)
    {
        var refusal = Refusal.Of(decision, operation);
        var arguments = operation.Caller is null ? null : RequestArguments.Recorded(message.JsonRpcMessage);
        if (!operation.IsDecided && !await audit.TryRecordDecisionAsync(operation, decision, arguments, errorCode: refusal.Code).ConfigureAwait(false))
            refusal = Refusal.Of(AccessDecision.Denied(ReasonCode.AuditUnavailable), operation);
        if (message.JsonRpcMessage is not JsonRpcRequest request)
            return;

        // The server makes errors of exceptions, but a result must be sent here. The server itself adds the context of the request.
        if (Answer.Of(refusal, operation).ToNode() is not { } result)
            throw GuardError.From(refusal, operation.Id);

        var answer = new JsonRpcResponse { Id = request.Id, Result = result };
        await message.Server.SendMessageAsync(answer, CancellationToken.None).ConfigureAwait(false);
    }
}
