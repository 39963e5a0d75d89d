namespace McpGuard;

/// <summary>What headers say of a request that came through gateways: its names in the records of others. Nothing proves them.</summary>
/// <param name="RequestId">The request in the gateway's log.</param>
/// <param name="Trace">The header <c>traceparent</c>.</param>
/// <param name="ApprovalId">An approval elsewhere to which a gateway refers.</param>
/// <param name="ApprovalIssuer">The issuer that the approval names.</param>
internal sealed record GatewayReferences(string? RequestId, string? Trace, string? ApprovalId, string? ApprovalIssuer);
