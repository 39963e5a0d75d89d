using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// Passes an allowed request to the application's endpoint and completes its records. An exception of the endpoint is the application's own
/// failure, unless the guard has failed before.
/// </summary>
internal sealed class ServedEndpoint(
    AccessPolicy policy,
    AuditTrail audit,
    OpenStreams streams,
    GuardedSessions sessions,
    SessionSeal seal,
    TimeProvider time,
    ILogger<ServedEndpoint> logger)
{
    /// <returns>The reason for a late refusal, or null if the request was served.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReasonCode?> ServeAsync(HttpContext context, RequestDelegate served, GuardedOperation operation)
    {
        context.User = new CallerPrincipal(operation);
        sessions.EnsureBeginning(context);
        seal.SealResponse(context.Response, operation);

        // The token is no longer needed. A tool that could read it could pass it on.
        context.Request.Headers.Authorization = default;
        GatewayHeaders.Remove(context.Request.Headers, operation.Policy.Credentials.Headers);

        // An answer to one caller must not be cached for others, nor an answer to a question for another question.
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsPost(context.Request.Method))
            return await ServeWithoutMessageAsync(context, served, operation).ConfigureAwait(false);

        int? status = null;
        try
        {
            await CallAsync(context, served, operation).ConfigureAwait(false);
            status = context.Response.StatusCode;

            // A session has taken over the message and decides it itself. If it never does, the record is completed here.
            if (status == StatusCodes.Status202Accepted && context.Response.Headers.ContainsKey(McpHeaders.Session))
                await operation.WaitForDecisionAsync().ConfigureAwait(false);
        }
        finally
        {
            await audit.CloseAsync(operation, httpStatus: status).ConfigureAwait(false);
        }

        return null;
    }

    // No filter sees a request without a message, so it is recorded here, before it is served. The stream of a GET lasts as long as its
    // client wants, so it ends with its token.
    private async Task<ReasonCode?> ServeWithoutMessageAsync(HttpContext context, RequestDelegate served, GuardedOperation operation)
    {
        var caller = operation.Caller!;
        var isStream = HttpMethods.IsGet(context.Request.Method);
        using var stream = isStream ? streams.OpenOrNone(caller, OpenStreams.MaxOfSessions) : null;
        if (isStream && stream is null)
            return ReasonCode.StreamsExceeded;
        if (!await audit.TryRecordDecisionAsync(operation, operation.Policy.AnyCaller).ConfigureAwait(false))
            return ReasonCode.AuditUnavailable;

        var aborted = context.RequestAborted;
        using var watch = new TokenWatch(caller, policy, time, logger, aborted);
        context.RequestAborted = watch.Token;
        var outcome = AuditOutcome.Failed;
        int? status = null;
        try
        {
            await CallAsync(context, served, operation, watch).ConfigureAwait(false);
            status = context.Response.StatusCode;
            if (watch.Ended is null)
                outcome = aborted.IsCancellationRequested ? AuditOutcome.Cancelled : AuditOutcome.NotDispatched;
        }
        finally
        {
            context.RequestAborted = aborted;
            if (watch.Ended is { } ended)
                operation.TryFail(ended);

            await audit.RecordOutcomeAsync(operation, outcome, httpStatus: status).ConfigureAwait(false);
        }

        return null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask CallAsync(HttpContext context, RequestDelegate served, GuardedOperation operation, TokenWatch? watch = null)
    {
        try
        {
            await sessions.ServeAsync(context, served).ConfigureAwait(false);
        }
        catch when (watch?.Ended is null)
        {
            operation.TryFailInApplication();
            throw;
        }
    }
}
