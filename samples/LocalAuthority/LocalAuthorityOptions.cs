namespace LocalAuthority;

/// <summary>How the development authority runs.</summary>
public sealed class LocalAuthorityOptions
{
    /// <summary>The loopback address it listens on, which is also its issuer.</summary>
    public required string Url { get; init; }

    /// <summary>The resources that tokens may be asked for (RFC 8707): by default two servers on loopback.</summary>
    public IReadOnlyList<string> Resources { get; init; } = ["http://127.0.0.1:5002/mcp", "http://127.0.0.1:5003/mcp"];

    /// <summary>How long a token lives.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The clock. A demo sets it back to be given a token that has expired already.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The address as it stands in tokens and metadata: issuers are compared character by character.</summary>
    internal string Issuer => Url.TrimEnd('/');
}
