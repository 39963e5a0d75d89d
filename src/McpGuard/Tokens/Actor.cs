namespace McpGuard;

/// <summary>
/// A party that acts for the subject (RFC 8693 section 4.1). Only the outermost actor counts for decisions; prior
/// actors are history.
/// </summary>
/// <param name="Subject">Who acts (<c>act.sub</c>).</param>
/// <param name="Issuer">Who vouches for the name (<c>act.iss</c>), or null for the token's own issuer.</param>
/// <param name="Prior">Who acted before, or null.</param>
public sealed record Actor(string Subject, string? Issuer = null, Actor? Prior = null);
