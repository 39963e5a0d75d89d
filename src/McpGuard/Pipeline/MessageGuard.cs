using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The first filter of every message, on all transports: no caller, no message. Over HTTP the endpoint has found the
/// caller; elsewhere the token comes from an <see cref="ITokenSource"/> and is judged anew for each message.
/// </summary>
internal sealed class MessageGuard(
    ServerTokenSource source,
    ITokenValidator validator,
    AccessPolicy policy,
    MessagePolicy rules,
    AuditTrail audit,
    RequestStateSeal seal,
    TaskOwners tasks,
    OpenRequests open,
    OpenStreams streams,
    IOptions<McpGuardOptions> options,
    TimeProvider time,
    ILogger<MessageGuard> logger)
{
    private readonly ITokenSource? _source = source.Source;

    public async Task InvokeAsync(MessageContext message, McpMessageHandler next, CancellationToken cancellationToken)
    {
        try
        {
            await JudgeAndServeAsync(message, next, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            open.End(message);
        }
    }

    /// <summary>Seals what a suspended request leaves with its client, and remembers whose task has begun.</summary>
    public async Task InvokeOutgoingAsync(MessageContext message, McpMessageHandler next, CancellationToken cancellationToken)
    {
        seal.Close(message.JsonRpcMessage);
        tasks.Watch(message.JsonRpcMessage);
        open.Watch(message);
        await next(message, cancellationToken).ConfigureAwait(false);
    }

    private async Task JudgeAndServeAsync(MessageContext message, McpMessageHandler next, CancellationToken cancellationToken)
    {
        var operation = (message.User as CallerPrincipal)?.Operation ?? StartOperation(message);

        // Its client left before it was begun; that is on record.
        if (operation.Progress.IsDecided || await TryJudgeAsync(message, operation, cancellationToken).ConfigureAwait(false) is not { } principal)
            return;

        using var current = CurrentCaller.Enter(principal.Caller);
        OpenRequests.Ask(principal);

        // A tool call is decided when the server has read it. Everything else was decided just now, and must stay as it is
        // where filters of the author's own stand between.
        var isChangeable = next.Target is not DispatchCheck && operation.Progress.IsDecided;
        principal.Message = isChangeable ? MessagePermit.For(message.JsonRpcMessage) : MessagePermit.Any();
        var outcome = AuditOutcome.Succeeded;
        try
        {
            await ServeAsync(message, principal, next, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            outcome = PrimitiveGuard.OutcomeOf(exception, principal, cancellationToken);
            throw;
        }
        finally
        {
            principal.Message.Close();
            await audit.CloseAsync(operation, principal.Caller, outcome).ConfigureAwait(false);
        }
    }

    // A message that the guard itself fails on goes no further, and is on record as well.
    private async ValueTask<CallerPrincipal?> TryJudgeAsync(MessageContext message, GuardedOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            return await JudgeAsync(message, operation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!operation.Progress.IsDecided)
        {
            var isAborted = exception is OperationCanceledException && cancellationToken.IsCancellationRequested;
            if (!isAborted)
                TellFailure(operation.Id, exception);

            await RefuseAsync(message.JsonRpcMessage, operation, (message.User as CallerPrincipal)?.Caller, AccessDecision.Denied(isAborted ? ReasonCode.RequestAborted : ReasonCode.InternalError)).ConfigureAwait(false);
            return null;
        }
    }

    private async ValueTask<CallerPrincipal?> JudgeAsync(MessageContext message, GuardedOperation operation, CancellationToken cancellationToken)
    {
        if (message.User is not CallerPrincipal principal)
        {
            var (caller, reason) = await IdentifyAsync(message, operation, cancellationToken).ConfigureAwait(false);
            if (caller is null)
            {
                await RefuseAsync(message.JsonRpcMessage, operation, caller, AccessDecision.Denied(reason)).ConfigureAwait(false);
                return null;
            }

            message.User = principal = new CallerPrincipal(caller, operation);
        }

        var decision = await rules.DecideAsync(message, principal, cancellationToken).ConfigureAwait(false);
        if (decision is not null && (!decision.IsAllowed || !await audit.TryRecordDecisionAsync(operation, principal.Caller, decision, RequestArguments.Recorded(message.JsonRpcMessage)).ConfigureAwait(false)))
        {
            await RefuseAsync(message.JsonRpcMessage, operation, principal.Caller, decision.IsAllowed ? AccessDecision.Denied(ReasonCode.AuditUnavailable) : decision).ConfigureAwait(false);
            return null;
        }

        principal.EndsWithToken = decision?.Target is { EndsWithToken: true, Kind: not TargetKind.Tool };
        return principal;
    }

    // A stream goes on for as long as its client likes, so it ends with the token that it was opened with; anything else
    // does if a rule says so. A tool is watched where it runs.
    private async Task ServeAsync(MessageContext message, CallerPrincipal principal, McpMessageHandler next, CancellationToken cancellationToken)
    {
        var isStream = message.JsonRpcMessage is JsonRpcRequest { Method: RequestMethods.SubscriptionsListen };
        if (!isStream && !principal.EndsWithToken)
        {
            await next(message, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var stream = isStream ? streams.TryOpen(principal.Caller, OpenStreams.MaxStreams) ?? throw await StopAsync(principal, ReasonCode.StreamsExceeded).ConfigureAwait(false) : null;
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

    private void TellFailure(string operationId, Exception exception) => Quietly.Run(() => Log.GuardFailed(logger, operationId, exception));

    private async ValueTask<Exception> StopAsync(CallerPrincipal principal, ReasonCode reason)
    {
        principal.Operation.Fault = reason;
        await audit.RecordOutcomeAsync(principal.Operation, principal.Caller, AuditOutcome.Failed).ConfigureAwait(false);
        return GuardError.From(Refusal.Of(reason), principal.Operation);
    }

    private GuardedOperation StartOperation(MessageContext message)
    {
        var transport = message.Services?.GetService<ITransport>() is StdioServerTransport ? TransportNames.Stdio : TransportNames.Stream;
        var operation = GuardedOperation.Start(time, transport, policy.Current);
        operation.ProtocolVersion = message.JsonRpcMessage.Context?.ProtocolVersion ?? message.Server.NegotiatedProtocolVersion;
        if (message.JsonRpcMessage is JsonRpcRequest request)
            Describe(operation, request);
        else
            operation.Method = (message.JsonRpcMessage as JsonRpcNotification)?.Method;

        return operation;
    }

    private static void Describe(GuardedOperation operation, JsonRpcRequest request)
    {
        (operation.Method, operation.RequestId) = (request.Method, request.Id.ToString());
        try
        {
            (operation.TargetKind, operation.Target) = RequestTarget.Of(request.Method, request.Params);
            operation.ProtocolVersion = ProtocolFloor.AskedFor(request) ?? operation.ProtocolVersion;
            operation.RemoteTrace = ((request.Params as JsonObject)?["_meta"] as JsonObject)?[W3CTrace.Name] is JsonValue trace && trace.TryGetValue<string>(out var text) ? W3CTrace.Read(text) : null;
            if (ReportedClient.IsIntroduction(request.Method))
                operation.Claimed = ReportedClient.AddTo(operation.Claimed, request.Params);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // Half a character, or a doubled member: it is refused when its caller is known, and need not be described any further.
        }
    }

    private async ValueTask<(DelegatedCaller? Caller, ReasonCode Reason)> IdentifyAsync(MessageContext message, GuardedOperation operation, CancellationToken cancellationToken)
    {
        if (!MayLookForToken(message))
        {
            Quietly.Run(() => Log.CallerMissing(logger));
            return (null, ReasonCode.CallerMissing);
        }

        var result = await ValidateAsync(message, cancellationToken).ConfigureAwait(false);
        operation.Claimed ??= result.Claimed?.ToRecorded();
        if (!result.IsAccepted)
            return (null, result.Reason);

        var parameters = message.JsonRpcMessage switch
        {
            JsonRpcRequest request => request.Params,
            JsonRpcNotification notification => notification.Params,
            _ => null,
        };
        return StrictParams.Check(parameters, options.Value.MaxRequestBodyBytes) is { } fault
            ? (null, fault)
            : (result.Caller, ReasonCode.Allowed);
    }

    // The process's own token must not stand in for an unknown sender: it serves the process's own transport and no other. A message
    // with a transport or a session of its own came over HTTP, past the guard's endpoint.
    private bool MayLookForToken(MessageContext message) => ProcessServer.Received(message) ||
        (_source?.ComesWithMessage is not false && message.JsonRpcMessage.Context?.RelatedTransport is null && message.Server.SessionId is null);

    private async ValueTask<TokenResult> ValidateAsync(MessageContext message, CancellationToken cancellationToken)
    {
        try
        {
            return _source is not null && await _source.GetTokenAsync(message, cancellationToken).ConfigureAwait(false) is { } token
                ? await validator.ValidateAsync(new(token), cancellationToken).ConfigureAwait(false)
                : TokenResult.Refused(ReasonCode.CredentialMissing);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return TokenResult.Refused(ReasonCode.RequestAborted);
        }
        catch (Exception exception)
        {
            Quietly.Run(() => Log.TokenSourceFailed(logger, exception));
            return TokenResult.Refused(ReasonCode.InternalError);
        }
    }

    // Only a request has an answer; a refused notification is recorded and dropped.
    private async ValueTask RefuseAsync(JsonRpcMessage message, GuardedOperation operation, DelegatedCaller? caller, AccessDecision decision)
    {
        var refusal = Refusal.Of(decision, operation);
        if (!operation.Progress.IsDecided && !await audit.TryRecordDecisionAsync(operation, caller, decision, caller is null ? null : RequestArguments.Recorded(message), errorCode: refusal.Code).ConfigureAwait(false))
            refusal = Refusal.Of(ReasonCode.AuditUnavailable);

        if (message is JsonRpcRequest)
            throw GuardError.From(refusal, operation);
    }
}
