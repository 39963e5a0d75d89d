namespace McpGuard.Audit;

/// <summary>The ground on which a record names a gateway.</summary>
public enum AuditGatewayProof
{
    /// <summary>The gateway's signature was verified.</summary>
    Signature,

    /// <summary>Another verified signer names the gateway.</summary>
    Assertion,

    /// <summary>Nothing: the configuration expects the gateway, and the request has no token of it that belongs to the caller's.</summary>
    None,
}
