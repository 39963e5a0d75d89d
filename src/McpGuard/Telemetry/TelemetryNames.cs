namespace McpGuard;

/// <summary>The names of attributes: standard names where they exist, otherwise the guard's own.</summary>
internal static class TelemetryNames
{
    public const string Decision = "mcpguard.decision";
    public const string Reason = "mcpguard.reason";
    public const string Transport = "mcpguard.transport";
    public const string OperationId = "mcpguard.operation.id";
    public const string Rule = "mcpguard.policy.rule";
    public const string PolicyId = "mcpguard.policy.id";
    public const string ScopesMissing = "mcpguard.scopes.missing";
    public const string ActorDepth = "mcpguard.actor.depth";
    public const string Actor = "mcpguard.actor.id";
    public const string Client = "mcpguard.client.id";
    public const string ApprovalEvent = "mcpguard.approval.event";
    public const string Sink = "mcpguard.sink";
    public const string Issuer = "mcpguard.issuer";
    public const string Outcome = "mcpguard.outcome";
    public const string CacheResult = "mcpguard.cache.result";
    public const string TokenKind = "mcpguard.token.kind";

    // OpenTelemetry semantic conventions, MCP and general.
    public const string Method = "mcp.method.name";
    public const string ProtocolVersion = "mcp.protocol.version";
    public const string SessionId = "mcp.session.id";
    public const string Tool = "gen_ai.tool.name";
    public const string Prompt = "gen_ai.prompt.name";
    public const string ResourceUri = "mcp.resource.uri";
    public const string RequestId = "jsonrpc.request.id";
    public const string StatusCode = "rpc.response.status_code";
    public const string ErrorType = "error.type";
    public const string NetworkTransport = "network.transport";
    public const string NetworkProtocol = "network.protocol.name";
    public const string NetworkVersion = "network.protocol.version";
    public const string ClientAddress = "client.address";
    public const string ClientPort = "client.port";
    public const string User = "user.id";
}
