namespace McpGuard;

/// <summary>The content of the sealed state of a suspended operation, after its seal was verified.</summary>
/// <param name="Nonce">Identifies this round of the operation, which can resume once.</param>
/// <param name="Round">How often the operation has been suspended.</param>
/// <param name="Issued">When it was suspended.</param>
/// <param name="Expires">The time until which it can resume.</param>
internal sealed record OpenedState(string Nonce, int Round, DateTimeOffset Issued, DateTimeOffset Expires);
