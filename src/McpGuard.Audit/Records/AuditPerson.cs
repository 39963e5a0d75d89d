namespace McpGuard.Audit;

/// <summary>A person, as the sign-in of the approval pages names them.</summary>
/// <param name="Issuer">The issuer of the names.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Person">The claim that is the same at all applications of the issuer; null if it is unknown.</param>
public sealed record AuditPerson(string Issuer, string Subject, string? Person = null);
