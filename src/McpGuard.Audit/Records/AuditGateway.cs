namespace McpGuard.Audit;

/// <summary>A gateway through which a request came. It let the request in; the decision of the record is the guard's own.</summary>
/// <param name="Name">The gateway's name in the configuration, or its issuer.</param>
/// <param name="Proof">Whether the gateway's signature proves the members up to <paramref name="TokenId"/>.</param>
/// <param name="Issuer">The issuer of the gateway's token.</param>
/// <param name="KeyId">The key of its signature.</param>
/// <param name="SessionId">The gateway's session of the caller. A gateway may change it at any time.</param>
/// <param name="TokenId">The identifier of the gateway's token (<c>jti</c>), or a keyed hash of a token without one.</param>
/// <param name="AssertedRequestId">The request in the gateway's log. No signature covers it.</param>
/// <param name="AssertedTraceId">The W3C trace that the gateway's request belongs to. No signature covers it.</param>
/// <param name="AssertedApprovalId">An approval elsewhere to which the gateway refers (<c>jti</c>). It was not verified, and decides nothing.</param>
/// <param name="AssertedApprovalIssuer">The issuer that the approval names. It was not verified.</param>
public sealed record AuditGateway(
    string Name,
    AuditGatewayProof Proof,
    string? Issuer = null,
    string? KeyId = null,
    string? SessionId = null,
    string? TokenId = null,
    string? AssertedRequestId = null,
    string? AssertedTraceId = null,
    string? AssertedApprovalId = null,
    string? AssertedApprovalIssuer = null);
