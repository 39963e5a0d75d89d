namespace McpGuard;

/// <summary>Identifies something that may be used once.</summary>
/// <param name="Kind">What it is. Two kinds never share an identifier.</param>
/// <param name="Id">The identifier. Two are equal only if all their characters are.</param>
public readonly record struct ReplayKey(ReplayKind Kind, string Id);
