namespace McpGuard.Audit;

/// <summary>What a verified token says of itself.</summary>
public sealed record AuditToken
{
    /// <summary>When it was issued, if it says.</summary>
    public DateTimeOffset? Issued { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>How many audiences it has.</summary>
    public required int Audiences { get; init; }

    /// <summary>The algorithm of its signature; null if its issuer was asked instead.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The key that it names.</summary>
    public string? KeyId { get; init; }

    /// <summary>How the subject signed in (<c>acr</c>).</summary>
    public string? AuthenticationContext { get; init; }

    /// <summary>When the subject signed in (<c>auth_time</c>).</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }
}
