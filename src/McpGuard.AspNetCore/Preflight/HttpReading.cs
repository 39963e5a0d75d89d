namespace McpGuard;

/// <summary>The content of an HTTP request, read before any decision.</summary>
/// <param name="Request">The facts of the request.</param>
internal readonly record struct HttpReading(GuardedRequest Request)
{
    /// <summary>The reason for an early refusal, or null.</summary>
    public ReasonCode? Fault { get; init; }

    /// <summary>The caller; null if the request has no valid token.</summary>
    public DelegatedCaller? Caller { get; init; }

    /// <summary>What was wrong with the token, if that is the reason; otherwise null.</summary>
    public TokenResult? Token { get; init; }

    /// <summary>The gateway's device assertion.</summary>
    public PresentedDevice? Device { get; init; }

    /// <summary>The content of the body; null if there is none, or it was not read.</summary>
    public RequestEnvelope? Envelope { get; init; }
}
