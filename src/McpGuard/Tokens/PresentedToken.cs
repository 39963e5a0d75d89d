using System.Net;

namespace McpGuard;

/// <summary>A raw access token as it was presented. It must be neither kept nor logged.</summary>
/// <param name="value">The token.</param>
public readonly struct PresentedToken(string value)
{
    /// <summary>The token.</summary>
    public string Value { get; } = value;

    /// <summary>The address that the token came from, or null if it did not come over a network. It decides nothing about the token.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>Never shows the token.</summary>
    /// <returns>A constant.</returns>
    public override string ToString() => nameof(PresentedToken);
}
