using System.Net;

namespace McpGuard;

/// <summary>A raw access token as the caller presented it. It must not be stored or logged.</summary>
/// <param name="value">The token.</param>
public readonly struct PresentedToken(string value)
{
    /// <summary>The token.</summary>
    public string Value { get; } = value;

    /// <summary>The header that had the token without a scheme; null for <c>Authorization</c>, and for tokens that did not come over HTTP.</summary>
    public string? Header { get; init; }

    /// <summary>The address of the sender, or null if the token did not come over a network. It does not affect the result.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>The resource of the named endpoint that received the token, or null for the server's own. A token for another resource is refused.</summary>
    public string? Resource { get; init; }

    /// <summary>Whether another credential of the request is judged together with this one. Alone, tokens of some issuers do not count.</summary>
    internal bool IsOneOfTwo { get; init; }

    /// <summary>Never shows the token.</summary>
    /// <returns>A constant.</returns>
    public override string ToString() => nameof(PresentedToken);
}
