namespace McpGuard;

/// <summary>What was read of an HTTP request before anything is decided.</summary>
/// <param name="Request">What is known of it.</param>
internal readonly record struct HttpReading(GuardedRequest Request)
{
    /// <summary>Why it is refused already, or null.</summary>
    public ReasonCode? Fault { get; init; }

    /// <summary>Who calls; null if the request has no good token.</summary>
    public DelegatedCaller? Caller { get; init; }

    /// <summary>What a gateway says of the device.</summary>
    public PresentedDevice? Device { get; init; }

    /// <summary>What the body says; null if there is none, or it was not read.</summary>
    public RequestEnvelope? Envelope { get; init; }
}
