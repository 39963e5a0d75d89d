namespace LocalAuthority;

/// <summary>How the development authority runs.</summary>
public sealed class LocalAuthorityOptions
{
    /// <summary>The loopback address it listens on, which is also its issuer.</summary>
    public required string Url { get; init; }

    /// <summary>The resources that tokens may be asked for (RFC 8707).</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>How long a token lives.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The clock. A demo sets it back to be given a token that has expired already.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
