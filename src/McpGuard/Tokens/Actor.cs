namespace McpGuard;

/// <summary>A party that acts for the subject (RFC 8693 section 4.1). Only the outermost actor counts for decisions; prior actors are history.</summary>
/// <param name="Subject">The name of the actor (<c>act.sub</c>).</param>
/// <param name="Issuer">The issuer of the name (<c>act.iss</c>), or null for the token's own issuer.</param>
/// <param name="Prior">The previous actor, or null.</param>
/// <param name="Person">The claim <see cref="ClaimOptions.Person"/> in <c>act</c>, if it differs from the name; null if it is unknown.</param>
public sealed record Actor(string Subject, string? Issuer = null, Actor? Prior = null, string? Person = null);
