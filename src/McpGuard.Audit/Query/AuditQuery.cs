namespace McpGuard.Audit;

/// <summary>
/// Which entries of an audit log are wanted. All that is named must hold, each exactly: nothing is folded, cut or matched by a
/// pattern. What cannot be read is asked for by no query and told of by each.
/// </summary>
public sealed class AuditQuery
{
    /// <summary>On whose authority the caller acts.</summary>
    public string? Subject { get; init; }

    /// <summary>Who vouches for the caller.</summary>
    public string? Issuer { get; init; }

    /// <summary>Who acts or has acted, anywhere in the chain, as <see cref="AuditRecord.Actors"/> names it.</summary>
    public string? Actor { get; init; }

    /// <summary>The OAuth client.</summary>
    public string? ClientId { get; init; }

    /// <summary>The address that the request came from. Outcomes do not have it.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>The session. Outcomes do not have it.</summary>
    public string? SessionId { get; init; }

    /// <summary>The token's identifier.</summary>
    public string? TokenId { get; init; }

    /// <summary>The JSON-RPC method.</summary>
    public string? Method { get; init; }

    /// <summary>What the request names: a tool, a prompt, a resource's URI, a task.</summary>
    public string? Target { get; init; }

    /// <summary>What the record is about.</summary>
    public AuditEvent? Event { get; init; }

    /// <summary>What the decision does.</summary>
    public AuditEffect? Effect { get; init; }

    /// <summary>Why it was decided, or the call broken off.</summary>
    public ReasonCode? Reason { get; init; }

    /// <summary>How the request ended.</summary>
    public AuditOutcome? Outcome { get; init; }

    /// <summary>The rule that decided.</summary>
    public string? Rule { get; init; }

    /// <summary>The operation, as a refused caller is told it.</summary>
    public string? OperationId { get; init; }

    /// <summary>The earliest time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which it happened.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The number of the first record. Default: 1.</summary>
    public long FirstSeq { get; init; } = 1;

    /// <summary>How many entries there are at most. Default: without a bound.</summary>
    public int? Limit { get; init; }
}
