namespace McpGuard.Authority;

/// <summary>How the development authority runs.</summary>
public sealed class AuthorityOptions
{
    /// <summary>The default address.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5001";

    /// <summary>The loopback address that the authority listens on. It is also the issuer. Default: <see cref="DefaultUrl"/>.</summary>
    public string Url { get; init; } = DefaultUrl;

    /// <summary>The resources that tokens may be for (RFC 8707). Default: every resource.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>The scopes that tokens may have. Default: every scope.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The clients that exchange tokens to act for users. Default: <c>agent-1</c> and <c>agent-2</c>.</summary>
    public IReadOnlyList<string> Agents { get; init; } = ["agent-1", "agent-2"];

    /// <summary>Whether a client that registered, or that has a metadata document, only gets the scopes that it named there.</summary>
    public bool HoldToRegisteredScopes { get; init; }

    /// <summary>How long an access token is valid. Default: five minutes.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The clock. A test sets it back to get a token that has already expired.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets one line about each registration, sign-in, token and refusal. A line never has a token in it.</summary>
    public Action<string> Report { get; init; } = static _ => { };

    // Issuers are compared character by character.
    internal string Issuer => Url.TrimEnd('/');
}
