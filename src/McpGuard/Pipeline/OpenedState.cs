namespace McpGuard;

/// <summary>What the seal of a suspended operation's state says, once it has been found whole.</summary>
/// <param name="Nonce">Names this leg of the operation, which can go on once.</param>
/// <param name="Round">How often the operation has been suspended.</param>
/// <param name="Expires">Until when it can go on.</param>
internal sealed record OpenedState(string Nonce, int Round, DateTimeOffset Expires);
