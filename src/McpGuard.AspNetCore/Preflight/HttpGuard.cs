using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// The guard before an MCP endpoint: credential, caller, preflight, and then the server. A refusal is decided here, before the server
/// starts its response, since the status cannot be changed later.
/// </summary>
internal sealed class HttpGuard(
    HttpRequestReader reader,
    BrowserAccess browsers,
    SessionSeal seal,
    AccessPolicy policy,
    AuditTrail audit,
    ServedEndpoint endpoint,
    RefusalWriter refusals,
    ResourceMetadata metadata,
    TimeProvider time,
    ILogger<HttpGuard> logger)
{
    public ResourceMetadata ResourceMetadata { get; } = metadata;

    /// <summary>Checks a request and, if it is allowed, lets the endpoint serve it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="served">The endpoint, or null if the server has none for this HTTP method.</param>
    public async Task InvokeAsync(HttpContext context, RequestDelegate? served)
    {
        if (browsers.TryAnswerPreflight(context))
            return;

        browsers.AddHeaders(context);
        var rules = policy.Current;
        var startedAt = time.GetTimestamp();
        var reading = default(HttpReading);
        GuardedOperation? operation = null;
        try
        {
            reading = await reader.ReadAsync(context, served is not null, rules).ConfigureAwait(false);
            operation = Begin(context, reading, rules, startedAt);
            if (await AdmitAsync(context, served, operation, reading).ConfigureAwait(false) is { } denied)
                await RefuseAsync(context, operation, denied, reading.Envelope).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.Response.HasStarted && operation is not { IsApplicationFault: true })
        {
            operation ??= Begin(context, new(reader.Describe(context)), rules, startedAt);
            var aborted = context.RequestAborted.IsCancellationRequested || exception is BadHttpRequestException;
            if (!aborted)
                LogFailure(operation.Id, exception);

            await RefuseAsync(context, operation, AccessDecision.Denied(aborted ? ReasonCode.RequestAborted : ReasonCode.InternalError), reading.Envelope)
                .ConfigureAwait(false);
        }
    }

    private GuardedOperation Begin(HttpContext context, in HttpReading reading, CompiledPolicy rules, long startedAt)
    {
        var operation = new GuardedOperation(reading.Request, rules, time, startedAt)
        {
            Device = reading.Device,
            References = GatewayHeaders.ReferencesOf(context.Request.Headers, reading.Caller, rules.Credentials),
            Aborted = context.RequestAborted,
        };
        if (reading.Caller is not null)
            operation.TryIdentify(reading.Caller);

        return operation;
    }

    /// <returns>The reason for the refusal, or null if the request was served.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<AccessDecision?> AdmitAsync(HttpContext context, RequestDelegate? served, GuardedOperation operation, HttpReading reading)
    {
        if (reading.Fault is { } fault)
            return reading.Token is { } refused ? operation.Policy.DecideToken(refused) : AccessDecision.Denied(fault);
        if (!seal.TryOpen(context.Request, operation))
            return AccessDecision.Denied(ReasonCode.SessionRefused);
        if (await PreflightAsync(operation, reading.Envelope, context.RequestAborted).ConfigureAwait(false) is { IsAllowed: false } denied)
            return denied;
        if (!seal.TryBegin(operation))
            return AccessDecision.Denied(ReasonCode.SessionsExceeded);
        if (!await audit.CanRecordAsync().ConfigureAwait(false))
            return AccessDecision.Denied(ReasonCode.AuditUnavailable);

        return await endpoint.ServeAsync(context, served!, operation).ConfigureAwait(false) is { } late ? AccessDecision.Denied(late) : null;
    }

    // A target with an unknown name may still be served, a concealed one must look unknown, and only the call that runs has its approval; the
    // guard around the server then decides alone.
    private async ValueTask<AccessDecision?> PreflightAsync(GuardedOperation operation, RequestEnvelope? envelope, CancellationToken cancellationToken)
    {
        if (envelope?.Method is null)
            return policy.DecideCaller(operation.Policy, operation.Caller!);

        var decision = await policy.DecideByNameAsync(operation.Policy, operation.Ask(envelope.Arguments), cancellationToken).ConfigureAwait(false);
        return decision is { IsAllowed: false } && (Refusal.IsConcealed(decision) || decision.Reason == ReasonCode.ApprovalRequired) ? null : decision;
    }

    private void LogFailure(string operationId, Exception exception) => Quietly.Run(() => Log.GuardFailed(logger, operationId, exception));

    private async Task RefuseAsync(HttpContext context, GuardedOperation operation, AccessDecision decision, RequestEnvelope? envelope)
    {
        var refusal = Refusal.Of(decision, operation);
        if (!operation.IsDecided &&
            !await audit.TryRecordDecisionAsync(operation, decision, httpStatus: refusal.Status, errorCode: refusal.Code).ConfigureAwait(false))
            refusal = Refusal.Of(AccessDecision.Denied(ReasonCode.AuditUnavailable), operation);

        if (context.RequestAborted.IsCancellationRequested)
            return;

        var answer = Answer.Of(refusal, operation, isRequest: envelope is { Method: not null, RawId: not null });
        await refusals.WriteAsync(context, answer, operation.Id, envelope?.RawId).ConfigureAwait(false);
        await reader.DiscardAsync(context).ConfigureAwait(false);
    }
}
