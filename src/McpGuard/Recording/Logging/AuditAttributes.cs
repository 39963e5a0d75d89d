using System.Globalization;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// A record's members as attributes, with the names of the OpenTelemetry conventions for MCP if there are any, otherwise under
/// <c>mcpguard</c>. Unverified values are under <c>mcpguard.claimed</c>. MAPPING.md lists them all.
/// </summary>
internal static class AuditAttributes
{
    public static IReadOnlyList<KeyValuePair<string, object?>> Of(AuditRecord record)
    {
        var attributes = new AttributeList();
        AddDecision(attributes, record);
        AddRequest(attributes, record);
        AddCaller(attributes, record);
        AddContent(attributes, record);
        AddClaims(attributes, record.Claimed);
        AddEvent(attributes, record);
        return attributes;
    }

    private static void AddDecision(AttributeList attributes, AuditRecord record)
    {
        attributes.Add("mcpguard.schema.version", (long?)record.SchemaVersion);
        attributes.Add("mcpguard.record.id", record.RecordId);
        attributes.Add("mcpguard.operation.id", record.OperationId);
        attributes.AddName("mcpguard.effect", record.Effect);
        attributes.AddName("mcpguard.reason", record.Reason);
        attributes.AddName("mcpguard.outcome", record.Outcome);
        attributes.Add("error.type", ErrorType(record));
        attributes.Add("mcpguard.count", record.Count);
        attributes.Add("mcpguard.duration_ms", record.DurationMs);
        attributes.Add("mcpguard.guard_ms", record.GuardMs);
        attributes.Add("mcpguard.rule", record.Rule);
        attributes.Add("mcpguard.overridden_by", record.OverriddenBy);
        attributes.Add("mcpguard.policy.version", record.PolicyVersion);
        attributes.Add("mcpguard.scopes.required", record.ScopesRequired);
        attributes.Add("mcpguard.scopes.granted", record.ScopesGranted);
        attributes.Add("mcpguard.scopes.missing", record.ScopesMissing);
        attributes.Add("mcpguard.scopes.satisfied_by", record.ScopesSatisfiedBy);
    }

    private static void AddRequest(AttributeList attributes, AuditRecord record)
    {
        attributes.Add("mcp.method.name", record.Method);
        attributes.Add("gen_ai.operation.name", record.Method == RequestMethods.ToolsCall ? "execute_tool" : null);
        attributes.Add(TargetName(record.Method), record.Target);
        attributes.Add("mcp.protocol.version", record.ProtocolVersion);
        attributes.Add("jsonrpc.request.id", record.RequestId);
        attributes.Add("rpc.response.status_code", record.ErrorCode?.ToString(CultureInfo.InvariantCulture));
        attributes.Add("http.response.status_code", (long?)record.HttpStatus);
        attributes.Add("network.protocol.name", record.Transport == TransportNames.Http ? "http" : null);
        // The transport under HTTP may be TCP or QUIC, which is unknown here.
        attributes.Add("network.transport", record.Transport == TransportNames.Stdio ? "pipe" : null);
        attributes.Add("client.address", record.ClientAddress);
        attributes.Add("client.port", (long?)record.ClientPort);
        attributes.Add("mcpguard.transport", record.Transport);
        attributes.Add("mcpguard.gateways", record.Gateways?.Select(gateway => gateway.Name).ToArray());
        attributes.Add("mcpguard.gateways.proofs", record.Gateways?.Select(gateway => RecordedName.Of(gateway.Proof)).ToArray());
        attributes.Add("mcpguard.gateways.request_ids", Known(record.Gateways?.Select(gateway => gateway.AssertedRequestId)));
        attributes.Add("mcpguard.gateways.trace_ids", Known(record.Gateways?.Select(gateway => gateway.AssertedTraceId)));
        attributes.Add("mcpguard.resource", record.Resource);
        attributes.Add("mcpguard.round", (long?)record.Round);
        attributes.Add("mcpguard.request.bytes", record.RequestBytes);
        attributes.Add("mcpguard.trace.id", record.TraceId);
        attributes.Add("mcpguard.trace.span_id", record.SpanId);
        attributes.Add("mcpguard.trace.parent_span_id", record.ParentSpanId);
    }

    private static void AddCaller(AttributeList attributes, AuditRecord record)
    {
        attributes.Add("mcpguard.issuer", record.Issuer);
        attributes.Add("mcpguard.subject", record.Subject);
        attributes.Add("mcpguard.actors", record.Actors);
        attributes.Add("mcpguard.tenant", record.Tenant);
        attributes.Add("mcpguard.client.id", record.ClientId);
        attributes.Add("mcpguard.session.id", record.SessionId);
        attributes.AddName("mcpguard.session.source", record.SessionSource);
        attributes.Add("mcpguard.token.id", record.TokenId);
        attributes.Add("mcpguard.remarks", record.Remarks?.Select(remark => RecordedName.Of(remark)).ToArray());
    }

    // Names, sizes and digests. Values that a rule allows are only in the message.
    private static void AddContent(AttributeList attributes, AuditRecord record)
    {
        attributes.Add("mcpguard.arguments.names", record.ArgumentNames);
        attributes.Add("mcpguard.arguments.types", record.ArgumentTypes);
        attributes.Add("mcpguard.arguments.bytes", (long?)record.ArgumentBytes);
        attributes.Add("mcpguard.arguments.digest", record.ArgumentDigest);
        attributes.Add("mcpguard.arguments.undeclared", record.UndeclaredArguments);
        attributes.Add("mcpguard.definition.digest", record.DefinitionDigest);
        attributes.Add("mcpguard.result.kinds", record.Result?.Kinds);
        attributes.Add("mcpguard.result.bytes", record.Result?.Bytes);
        attributes.Add("mcpguard.result.digest", record.Result?.Digest);
        attributes.Add("mcpguard.shown", (long?)record.Shown);
        attributes.Add("mcpguard.withheld", (long?)record.Withheld);
        attributes.Add("mcpguard.withheld.digest", record.WithheldDigest);
    }

    private static void AddClaims(AttributeList attributes, AuditClaims? claimed)
    {
        if (claimed is null)
            return;

        attributes.Add("mcpguard.claimed.issuer", claimed.Issuer);
        attributes.Add("mcpguard.claimed.subject", claimed.Subject);
        attributes.Add("mcpguard.claimed.client.id", claimed.ClientId);
        attributes.Add("mcpguard.claimed.token.id", claimed.TokenId);
        attributes.Add("mcpguard.claimed.key.id", claimed.KeyId);
        attributes.Add("mcpguard.claimed.token.part", claimed.TokenFault?.Part);
        attributes.Add("mcpguard.claimed.token.expected", claimed.TokenFault?.Expected);
        attributes.Add("mcpguard.claimed.token.found", claimed.TokenFault?.Found);
        attributes.Add("mcpguard.claimed.token.setting", claimed.TokenFault?.Setting);
        attributes.Add("mcpguard.claimed.client.name", claimed.ClientName);
        attributes.Add("mcpguard.claimed.client.version", claimed.ClientVersion);
        attributes.Add("mcpguard.claimed.header.method", claimed.HeaderMethod);
        attributes.Add("mcpguard.claimed.header.target", claimed.HeaderTarget);
        attributes.Add("mcpguard.claimed.header.version", claimed.HeaderVersion);
    }

    private static void AddEvent(AttributeList attributes, AuditRecord record)
    {
        attributes.Add("mcpguard.sink", record.Sink);
        attributes.Add("mcpguard.lost", record.Lost);
        attributes.Add("mcpguard.key.ids", record.KeyIds);
        attributes.Add("mcpguard.policy.problems", record.Problems);
        attributes.Add("mcpguard.guard.version", record.GuardVersion);
        attributes.Add("mcpguard.approval.id", record.ApprovalId);
        attributes.Add("mcpguard.approval.votes", record.Votes);
    }

    private static string[]? Known(IEnumerable<string?>? texts) => texts?.OfType<string>().ToArray() is { Length: > 0 } known ? known : null;

    private static string TargetName(string? method) => method switch
    {
        RequestMethods.ToolsCall => "gen_ai.tool.name",
        RequestMethods.PromptsGet => "gen_ai.prompt.name",
        RequestMethods.ResourcesRead or RequestMethods.ResourcesSubscribe or RequestMethods.ResourcesUnsubscribe => "mcp.resource.uri",
        _ => "mcpguard.target",
    };

    // The convention uses the JSON-RPC code, or tool_error for a result that reports an error.
    private static string? ErrorType(AuditRecord record) => record switch
    {
        { ErrorCode: { } code } => code.ToString(CultureInfo.InvariantCulture),
        { Outcome: AuditOutcome.ToolError } => "tool_error",
        { Effect: AuditEffect.Deny } or { Outcome: AuditOutcome.Failed } => RecordedName.Of(record.Reason) ?? "_OTHER",
        _ => null,
    };
}
