namespace McpGuard.Audit;

/// <summary>
/// A filter for entries of an audit log. All values that are set must match exactly; there are no patterns. Every query also returns lines
/// that cannot be read.
/// </summary>
public sealed class AuditQuery
{
    /// <summary>The subject whose authority the caller uses. Default: any.</summary>
    public string? Subject { get; init; }

    /// <summary>The issuer of the caller's token. Default: any.</summary>
    public string? Issuer { get; init; }

    /// <summary>An actor anywhere in the chain, as in <see cref="AuditRecord.Actors"/>. Default: any.</summary>
    public string? Actor { get; init; }

    /// <summary>A gateway anywhere on the way, by its name or issuer. Outcomes do not have it. Default: any.</summary>
    public string? Gateway { get; init; }

    /// <summary>The OAuth client. Default: any.</summary>
    public string? ClientId { get; init; }

    /// <summary>The address of the client. Outcomes do not have it. Default: any.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>The session. Outcomes do not have it. Default: any.</summary>
    public string? SessionId { get; init; }

    /// <summary>The token's identifier. Default: any.</summary>
    public string? TokenId { get; init; }

    /// <summary>The JSON-RPC method. Default: any.</summary>
    public string? Method { get; init; }

    /// <summary>The target of the request: a tool, a prompt, a resource's URI, a task. Default: any.</summary>
    public string? Target { get; init; }

    /// <summary>The event. Default: any.</summary>
    public AuditEvent? Event { get; init; }

    /// <summary>The effect of the decision. Default: any.</summary>
    public AuditEffect? Effect { get; init; }

    /// <summary>The reason for the decision, or for the end of a call. Default: any.</summary>
    public ReasonCode? Reason { get; init; }

    /// <summary>How the request ended. Default: any.</summary>
    public AuditOutcome? Outcome { get; init; }

    /// <summary>The rule that decided. Default: any.</summary>
    public string? Rule { get; init; }

    /// <summary>The operation id, which a refused caller also gets. Default: any.</summary>
    public string? OperationId { get; init; }

    /// <summary>The earliest time. Default: any.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which the event happened. Default: any.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The number of the first record. Default: 1.</summary>
    public long FirstSeq { get; init; } = 1;

    /// <summary>The maximum number of entries. Default: unlimited.</summary>
    public int? Limit { get; init; }
}
