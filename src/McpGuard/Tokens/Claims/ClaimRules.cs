namespace McpGuard;

/// <summary>The rules for the claims of a JWT, or of an introspection answer.</summary>
internal static class ClaimRules
{
    public static ReasonCode? Check(TokenClaims claims, IssuerRules rules, DateTimeOffset now) =>
        CheckAudience(claims, rules) ?? TokenTimes.Check(claims, rules, now) ?? CheckBinding(claims);

    /// <summary>RFC 8707 section 2, RFC 9068 section 4: the audience must contain exactly this resource.</summary>
    public static ReasonCode? CheckAudience(TokenClaims claims, IssuerRules rules)
    {
        if (!claims.Audiences.Any(audience => rules.Audiences.Contains(audience, StringComparer.Ordinal)))
            return ReasonCode.AudienceMismatch;

        // Any other resource in the audience could use the token here.
        return rules.RequireSoleAudience && claims.Audiences.Length > 1 ? ReasonCode.AudienceNotSole : null;
    }

    /// <summary>RFC 7800: a token that is bound to a key is not a bearer token. Accepting it as one would remove the binding.</summary>
    public static ReasonCode? CheckBinding(TokenClaims claims) =>
        claims.IsSenderConstrained ? ReasonCode.SenderConstraintUnsupported : null;
}
