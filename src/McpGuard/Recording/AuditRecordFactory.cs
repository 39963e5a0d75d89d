using System.Text.Json;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>Makes the records of an operation.</summary>
internal sealed class AuditRecordFactory(AuditDigest digest, RecordedValues values, IOptions<McpGuardOptions> options, TimeProvider time)
{
    public RecordContent Decision(in DecisionStep step, IDictionary<string, JsonElement>? arguments, int? httpStatus, int? errorCode)
    {
        var (operation, decision) = (step.Operation, step.Decision);
        var (request, caller) = (operation.Request, operation.Caller);
        var now = time.GetUtcNow();
        var known = AuditedCaller.Of(caller);
        var tool = request.Method == RequestMethods.ToolsCall ? request.Target : null;
        var given = AuditedArguments.Of(tool, DeclaredArguments.Of(operation.Primitive), arguments, digest, values);
        var trace = TraceContext.Of(request.RemoteTrace);
        return new RecordContent
        {
            RecordId = AuditId.Next(time),
            Time = now,
            Event = AuditEvent.Decision,
            OperationId = operation.RecordedId,
            Effect = EffectOf(decision),
            Reason = decision.IsAllowed && decision.Shadow is { } shadow ? shadow.Reason : decision.Reason,
            GuardMs = Milliseconds(operation),
            Rule = decision.IsAllowed && decision.Shadow is { } reporting ? reporting.Rule : decision.Rule,
            OverriddenBy = decision.Target?.OverriddenBy,
            PolicyVersion = decision.PolicyVersion ?? operation.Policy.Settings.Version,
            Facts = AuditText.Bounded(decision.Facts),
            Transport = request.Transport,
            ProtocolVersion = Text(request.ProtocolVersion),
            Method = Text(request.Method),
            Target = Text(request.Target),
            RequestId = Text(request.RequestId),
            RequestBytes = request.Bytes,
            HttpStatus = httpStatus,
            ErrorCode = errorCode,
            Round = operation.Round,
            ClientAddress = request.ClientAddress?.ToString(),
            ClientPort = request.ClientPort,
            Gateways = GatewaysOf(operation),
            Resource = request.Resource?.Identifier ?? options.Value.Resource,
            Issuer = caller?.Issuer,
            Subject = caller?.Subject,
            Actors = known?.Actors,
            Tenant = caller?.Tenant,
            ClientId = caller?.ClientId,
            SessionId = caller?.SessionId ?? (request.TransportSession is { } session ? digest.OfTexts(session) : null),
            SessionSource = SourceOf(caller?.SessionId, request.TransportSession),
            TokenId = caller?.TokenId,
            Token = known?.Token,
            Claimed = request.Claimed,
            Remarks = AuditRemarks.With(known?.Remarks, request),
            ScopesRequired = decision.Target is null ? null : decision.ScopesRequired,
            ScopesGranted = caller?.Scopes,
            ScopesMissing = decision.ScopesMissing.Count > 0 ? decision.ScopesMissing : null,
            ScopesSatisfiedBy = decision.SatisfiedBy.Count > 0 ? decision.SatisfiedBy : null,
            ArgumentNames = given?.Names,
            ArgumentTypes = given?.Types,
            ArgumentBytes = given?.Bytes,
            ArgumentDigest = given?.Digest ?? default,
            ArgumentValues = given?.Values,
            UndeclaredArguments = given?.Undeclared,
            DefinitionDigest = ToolDefinition.DigestOf(operation.Primitive),
            TraceId = trace.TraceId,
            SpanId = trace.SpanId,
            ParentSpanId = trace.ParentSpanId,
            ApprovalId = decision.Approval?.Approval?.Id,
            LoggedTime = now,
        };

        string? Text(string? text) => caller is null ? AuditText.Unverified(text) : AuditText.Bounded(text);
    }

    // A gateway in front of another one passes the names of its request and trace through, so they are those of the farthest.
    private static AuditGateway[]? GatewaysOf(GuardedOperation operation)
    {
        var (gateways, device) = (operation.Caller?.Gateways ?? [], operation.Device?.SignedBy);
        if (gateways.Length > 0 && operation.References is var (id, trace, approval, issuer))
        {
            gateways = [.. gateways];
            gateways[^1] = gateways[^1] with
            {
                AssertedRequestId = AuditText.Unverified(id),
                AssertedTraceId = W3CTrace.Read(trace)?.Context.TraceId.ToHexString(),
            };
            gateways[0] = gateways[0] with { AssertedApprovalId = AuditText.Unverified(approval), AssertedApprovalIssuer = AuditText.Unverified(issuer) };
        }

        if (device is not null && !Array.Exists(gateways, gateway => gateway.Issuer == device))
            gateways = [.. gateways, new AuditGateway(device, AuditGatewayProof.Signature, device)];

        return gateways.Length == 0 ? null : gateways;
    }

    /// <summary>One decision for several equal refusals.</summary>
    public RecordContent Refusals(RefusalSum sum, string policyVersion)
    {
        var now = time.GetUtcNow();
        return new RecordContent
        {
            RecordId = AuditId.Next(time),
            Time = now,
            Event = AuditEvent.Decision,
            OperationId = AuditId.Next(time),
            Effect = AuditEffect.Deny,
            Reason = sum.Reason,
            Count = sum.Count,
            Since = sum.Since,
            GuardMs = 0,
            PolicyVersion = policyVersion,
            ClientAddress = sum.Address,
            Resource = options.Value.Endpoints.Count == 0 ? options.Value.Resource : null,
            LoggedTime = now,
        };
    }

    public RecordContent Outcome(in OutcomeStep step, RecordResult result = default, ListSummary? list = null, int? httpStatus = null)
    {
        var operation = step.Operation;
        var (request, caller) = (operation.Request, operation.Caller);
        var now = time.GetUtcNow();
        return new RecordContent
        {
            RecordId = AuditId.Next(time),
            Time = now,
            Event = AuditEvent.Outcome,
            OperationId = operation.RecordedId,
            Reason = operation.Fault,
            Outcome = step.Outcome,
            DurationMs = Milliseconds(operation),
            Result = result,
            Shown = list?.Shown,
            Withheld = list?.Withheld,
            WithheldDigest = list?.WithheldDigest,
            Transport = request.Transport,
            Method = AuditText.Bounded(request.Method),
            Target = AuditText.Bounded(request.Target),
            HttpStatus = httpStatus,
            Issuer = caller?.Issuer,
            Subject = caller?.Subject,
            Actors = AuditedCaller.Of(caller)?.Actors,
            ClientId = caller?.ClientId,
            TokenId = caller?.TokenId,
            ApprovalId = operation.ApprovalId,
            LoggedTime = now,
        };
    }

    private static AuditSessionSource? SourceOf(string? ofToken, string? ofTransport)
    {
        if (ofToken is not null)
            return AuditSessionSource.Token;

        return ofTransport is null ? null : AuditSessionSource.Transport;
    }

    private static AuditEffect EffectOf(AccessDecision decision) => decision switch
    {
        { IsAllowed: false } => AuditEffect.Deny,
        { Shadow: not null } => AuditEffect.WouldDeny,
        _ => AuditEffect.Allow,
    };

    private static double Milliseconds(GuardedOperation operation) => Math.Round(operation.Elapsed.TotalMilliseconds, 3);
}
