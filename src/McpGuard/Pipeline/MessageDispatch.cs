using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Passes a decided message to the server, watches its token where needed, and records the outcome.</summary>
internal sealed class MessageDispatch(AccessPolicy policy, AuditTrail audit, OpenStreams streams, TimeProvider time, ILogger<MessageDispatch> logger)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ServeAsync(MessageContext message, CallerPrincipal principal, McpMessageHandler next, CancellationToken cancellationToken)
    {
        using var current = CurrentCaller.Enter(principal.Caller);
        OpenRequests.Ask(principal);

        // A tool call is decided after the server has read it. All other messages have just been decided, and the author's filters must not change them.
        var isChangeable = next.Target is not DispatchCheck && principal.Operation.IsDecided;
        principal.Message = isChangeable ? MessagePermit.For(message.JsonRpcMessage) : MessagePermit.Any();
        var outcome = AuditOutcome.Succeeded;
        try
        {
            await RunAsync(message, principal, next, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            outcome = FailedCall.OutcomeOf(exception, principal, cancellationToken);
            throw;
        }
        finally
        {
            principal.Message.Close();
            await audit.CloseAsync(principal.Operation, outcome).ConfigureAwait(false);
        }
    }

    // A stream lasts as long as its client wants, so it ends with its token. Other requests do only if a rule says so. The token of a tool
    // is watched where the tool runs.
    private Task RunAsync(MessageContext message, CallerPrincipal principal, McpMessageHandler next, CancellationToken cancellationToken)
    {
        var isStream = message.JsonRpcMessage is JsonRpcRequest { Method: RequestMethods.SubscriptionsListen };
        return isStream || principal.EndsWithToken
            ? RunWhileTokenLastsAsync(message, principal, isStream, next, cancellationToken)
            : next(message, cancellationToken);
    }

    private async Task RunWhileTokenLastsAsync(
        MessageContext message, CallerPrincipal principal, bool isStream, McpMessageHandler next, CancellationToken cancellationToken)
    {
        using var stream = isStream
            ? streams.OpenOrNone(principal.Caller, OpenStreams.MaxStreams) ?? throw await StopAsync(principal, ReasonCode.StreamsExceeded).ConfigureAwait(false)
            : null;
        using var watch = principal.Watch = new TokenWatch(principal.Caller, policy, time, logger, cancellationToken);
        try
        {
            await next(message, watch.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (watch.Ended is not null)
        {
            throw await StopAsync(principal, watch.Ended.Value).ConfigureAwait(false);
        }
    }

    private async ValueTask<Exception> StopAsync(CallerPrincipal principal, ReasonCode reason)
    {
        var error = GuardError.Stop(principal.Operation, reason);
        await audit.RecordOutcomeAsync(principal.Operation, AuditOutcome.Failed).ConfigureAwait(false);
        return error;
    }
}
