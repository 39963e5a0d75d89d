namespace McpGuard.Audit;

/// <summary>The content of a verified token.</summary>
public sealed record AuditToken
{
    /// <summary>The time of issue (<c>iat</c>), or null.</summary>
    public DateTimeOffset? Issued { get; init; }

    /// <summary>The expiry (<c>exp</c>).</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The number of its audiences (<c>aud</c>).</summary>
    public required int Audiences { get; init; }

    /// <summary>The algorithm of its signature; null for an opaque token.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The key id of its signature.</summary>
    public string? KeyId { get; init; }

    /// <summary>The strength of the sign-in (<c>acr</c>).</summary>
    public string? AuthenticationContext { get; init; }

    /// <summary>The time of the sign-in (<c>auth_time</c>).</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }
}
