using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The guard before an MCP endpoint: presentation, identity, preflight, and only then the server. A refusal is chosen
/// here, before the server starts its response, since afterwards the status can no longer be a true one.
/// </summary>
internal sealed class HttpGuard(
    ITokenValidator validator,
    AccessPolicy policy,
    AuditTrail audit,
    IOptions<McpGuardOptions> options,
    IOptions<McpServerOptions> server,
    ResourceMetadata metadata,
    OpenStreams streams,
    GuardedSessions sessions,
    SessionSeal seal,
    TimeProvider time,
    ILogger<HttpGuard> logger)
{
    // What a client says of itself stays in memory for as long as its session.
    private const int MaxInitializeBytes = 64 * 1024;

    private readonly BodyGlance _glances = new();
    private readonly OriginRule _origins = new(options);
    private readonly RefusalWriter _refusals = new(metadata, options);
    private int _metadataClaimed;

    public ResourceMetadata ResourceMetadata { get; } = metadata;

    /// <summary>True for the first who asks: the metadata has one address, however many endpoints are guarded.</summary>
    public bool TryClaimMetadata() => Interlocked.Exchange(ref _metadataClaimed, 1) == 0;

    /// <summary>Judges a request and, if nothing speaks against it, lets the endpoint serve it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="served">The endpoint, or null if the server has none for this HTTP method.</param>
    public async Task InvokeAsync(HttpContext context, RequestDelegate? served)
    {
        var operation = GuardedOperation.Start(time, TransportNames.Http, policy.Current, context.Connection.RemoteIpAddress, context.Connection.RemotePort, context.Request.Protocol, context.RequestAborted);
        operation.TransportSession = context.Request.Headers[McpHeaders.Session];

        // Where the host makes an activity of each request, it has read the header itself, and it alone knows whether to believe it.
        operation.RemoteTrace = Activity.Current is null && context.Request.Headers.TraceParent is [{ } trace] ? W3CTrace.Read(trace) : null;
        try
        {
            await JudgeAsync(context, served, operation).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.Response.HasStarted && (exception != operation.EndpointFault || operation.Fault is not null))
        {
            var aborted = context.RequestAborted.IsCancellationRequested || exception is BadHttpRequestException;
            if (!aborted)
                TellFailure(operation.Id, exception);

            await RefuseAsync(context, operation, aborted ? ReasonCode.RequestAborted : ReasonCode.InternalError, caller: null, envelope: null).ConfigureAwait(false);
        }
    }

    private async Task JudgeAsync(HttpContext context, RequestDelegate? served, GuardedOperation operation)
    {
        var request = context.Request;
        operation.Device = DeviceHeader.Take(request, operation.Policy.Settings.DeviceHeader);
        if (!_origins.Allows(request))
        {
            await RefuseAsync(context, operation, ReasonCode.OriginNotAllowed, caller: null, envelope: null).ConfigureAwait(false);
            return;
        }

        var credentialFault = BearerCredential.TryRead(request, out var token);
        var result = credentialFault is { } fault
            ? TokenResult.Refused(fault)
            : await validator.ValidateAsync(new(token!) { ClientAddress = context.Connection.RemoteIpAddress }, context.RequestAborted).ConfigureAwait(false);
        operation.Claimed = result.Claimed?.ToRecorded();
        if (!result.IsAccepted)
        {
            await RefuseAsync(context, operation, result.Reason, caller: null, await GlanceAsync(request, operation).ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }

        var (bodyFault, envelope) = await ReadBodyAsync(context, served is not null, operation).ConfigureAwait(false);
        if (bodyFault is not null)
            await RefuseAsync(context, operation, bodyFault.Value, result.Caller, envelope).ConfigureAwait(false);
        else if (!seal.TryOpen(request, result.Caller))
            await RefuseAsync(context, operation, ReasonCode.SessionRefused, result.Caller, envelope).ConfigureAwait(false);
        else if (await PreflightAsync(operation, result.Caller, envelope, context.RequestAborted).ConfigureAwait(false) is { IsAllowed: false } denied)
            await RefuseAsync(context, operation, denied, result.Caller, envelope).ConfigureAwait(false);
        else if (!seal.TryBegin(operation, result.Caller))
            await RefuseAsync(context, operation, ReasonCode.SessionsExceeded, result.Caller, envelope).ConfigureAwait(false);
        else if (!await audit.CanRecordAsync().ConfigureAwait(false))
            await RefuseAsync(context, operation, ReasonCode.AuditUnavailable, result.Caller, envelope).ConfigureAwait(false);
        else
            await ServeAsync(context, served!, operation, result.Caller).ConfigureAwait(false);
    }

    // What is not known by name may still be served, and what is concealed must look as if it were not known; the guard
    // behind the server then decides alone.
    private async ValueTask<AccessDecision?> PreflightAsync(GuardedOperation operation, DelegatedCaller caller, RequestEnvelope? envelope, CancellationToken cancellationToken)
    {
        if (envelope?.Method is null)
            return policy.DecideCaller(operation.Policy, caller);

        var decision = await policy.DecideByNameAsync(operation.Policy, operation.Ask(caller, envelope.Arguments, time), cancellationToken).ConfigureAwait(false);
        return decision is { IsAllowed: false } && Refusal.IsConcealed(decision) ? null : decision;
    }

    // Nothing is decided by what a request without a good token says. Its id belongs into the answer and its method into the
    // record, as far as they are there.
    private async ValueTask<RequestEnvelope?> GlanceAsync(HttpRequest request, GuardedOperation operation)
    {
        operation.ProtocolVersion = request.Headers[McpHeaders.ProtocolVersion];
        operation.RequestBytes = request.ContentLength;
        if (!HttpMethods.IsPost(request.Method) || !RequestBody.HasJsonInUtf8(request) || await _glances.ReadAsync(request, time).ConfigureAwait(false) is not { } envelope)
            return null;

        operation.Claimed ??= envelope.Claimed;
        operation.Describe(envelope);
        return envelope;
    }

    private async ValueTask<(ReasonCode? Fault, RequestEnvelope? Envelope)> ReadBodyAsync(HttpContext context, bool isServed, GuardedOperation operation)
    {
        var request = context.Request;
        operation.ProtocolVersion = request.Headers[McpHeaders.ProtocolVersion];
        if (!isServed)
            return (ReasonCode.MethodNotAllowed, null);
        if (!HttpMethods.IsPost(request.Method))
            return (ProtocolFloor.IsMet(options.Value.MinimumProtocolVersion, operation.ProtocolVersion) ? null : ReasonCode.ProtocolVersionTooOld, null);
        if (!RequestBody.HasJsonInUtf8(request))
            return (ReasonCode.MediaTypeRefused, null);

        var repeatsArguments = McpParamHeaders.ArePresent(request.Headers);

        // However the header spelled it, this is what the server will read it as.
        request.ContentType = RequestBody.JsonType;
        var (fault, envelope) = await RequestBody.ExamineAsync(request, options.Value.MaxRequestBodyBytes, WantsArguments, context.RequestAborted).ConfigureAwait(false);
        operation.RequestBytes = request.ContentLength;
        operation.Claimed ??= envelope.Claimed;
        operation.Describe(envelope);
        if (envelope.Method == RequestMethods.Initialize && envelope.Length > MaxInitializeBytes)
            fault ??= ReasonCode.BodyTooLarge;
        fault ??= envelope.Method is null && ProtocolFloor.KnowsNoAnswers(operation.ProtocolVersion) ? ReasonCode.EnvelopeInvalid : null;
        if (fault is null && !(McpHeaders.Agree(request.Headers, envelope) && ParametersAgree(envelope)))
        {
            fault = ReasonCode.HeaderMismatch;
            operation.Claimed = McpHeaders.AddTo(operation.Claimed, request.Headers);
        }

        fault ??= ProtocolFloor.IsMet(options.Value.MinimumProtocolVersion, operation.ProtocolVersion) ? null : ReasonCode.ProtocolVersionTooOld;
        return (fault, envelope);

        bool ParametersAgree(RequestEnvelope read) => !repeatsArguments || read.Method != RequestMethods.ToolsCall ||
            McpParamHeaders.Agree(request.Headers, PrimitiveLookup.Tool(server.Value, read.Target), read.Arguments);

        bool WantsArguments(RequestEnvelope read) => (repeatsArguments && read.Method == RequestMethods.ToolsCall) || operation.Policy.NeedsArguments(read.Method!, RequestSubject.KindOf(read.Method!, read.TargetKind), read.Target);
    }

    private async Task ServeAsync(HttpContext context, RequestDelegate served, GuardedOperation operation, DelegatedCaller caller)
    {
        context.User = new CallerPrincipal(caller, operation);
        sessions.EnsureBeginning(context);
        seal.Close(context.Response, operation, caller);

        // The token has done its work. A tool that could read it could pass it on.
        context.Request.Headers.Authorization = default;

        // What one caller was answered is for no other, and what answers a question is for no other question.
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await ServeWithoutMessageAsync(context, served, operation, caller).ConfigureAwait(false);
            return;
        }

        int? status = null;
        try
        {
            await served(context).ConfigureAwait(false);
            status = context.Response.StatusCode;

            // A session has taken the message over and judges it on its own. What it never comes to is recorded here.
            if (status == StatusCodes.Status202Accepted && context.Response.Headers.ContainsKey(McpHeaders.Session))
                await operation.Progress.WaitForDecisionAsync(OperationProgress.Patience, time).ConfigureAwait(false);
        }
        finally
        {
            await audit.CloseAsync(operation, caller, httpStatus: status).ConfigureAwait(false);
        }
    }

    // No filter sees a request that has no message, so it is put on record here, before it is served. What a GET opens goes
    // on for as long as its client likes, so it ends with the token that it was opened with.
    private async Task ServeWithoutMessageAsync(HttpContext context, RequestDelegate served, GuardedOperation operation, DelegatedCaller caller)
    {
        var isStream = HttpMethods.IsGet(context.Request.Method);
        using var stream = isStream ? streams.TryOpen(caller, OpenStreams.MaxOfSessions) : null;
        if (isStream && stream is null)
        {
            await RefuseAsync(context, operation, ReasonCode.StreamsExceeded, caller, envelope: null).ConfigureAwait(false);
            return;
        }

        if (!await audit.TryRecordDecisionAsync(operation, caller, operation.Policy.AnyCaller).ConfigureAwait(false))
        {
            await RefuseAsync(context, operation, ReasonCode.AuditUnavailable, caller, envelope: null).ConfigureAwait(false);
            return;
        }

        var aborted = context.RequestAborted;
        using var watch = new TokenWatch(caller, policy, time, logger, aborted);
        context.RequestAborted = watch.Token;
        var (outcome, status) = (AuditOutcome.Failed, (int?)null);
        try
        {
            await served(context).ConfigureAwait(false);
            status = context.Response.StatusCode;
            if (watch.Ended is null)
                outcome = aborted.IsCancellationRequested ? AuditOutcome.Cancelled : AuditOutcome.NotDispatched;
        }
        finally
        {
            context.RequestAborted = aborted;
            operation.Fault = watch.Ended;
            await audit.RecordOutcomeAsync(operation, caller, outcome, httpStatus: status).ConfigureAwait(false);
        }
    }

    private void TellFailure(string operationId, Exception exception) => Quietly.Run(() => Log.GuardFailed(logger, operationId, exception));

    private Task RefuseAsync(HttpContext context, GuardedOperation operation, ReasonCode reason, DelegatedCaller? caller, RequestEnvelope? envelope) =>
        RefuseAsync(context, operation, AccessDecision.Denied(reason), caller, envelope);

    private async Task RefuseAsync(HttpContext context, GuardedOperation operation, AccessDecision decision, DelegatedCaller? caller, RequestEnvelope? envelope)
    {
        var refusal = Refusal.Of(decision, operation);
        if (!operation.Progress.IsDecided && !await audit.TryRecordDecisionAsync(operation, caller, decision, httpStatus: refusal.Status, errorCode: refusal.Code).ConfigureAwait(false))
            refusal = Refusal.Of(ReasonCode.AuditUnavailable);

        if (!context.RequestAborted.IsCancellationRequested)
            await _refusals.WriteAsync(context, refusal, operation, envelope?.RawId).ConfigureAwait(false);
    }
}
