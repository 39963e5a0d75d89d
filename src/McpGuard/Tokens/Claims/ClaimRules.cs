namespace McpGuard;

/// <summary>What the claims of a token must say, whether it vouches for them itself or its issuer was asked.</summary>
internal static class ClaimRules
{
    public static ReasonCode? Check(TokenClaims claims, IssuerRules rules, DateTimeOffset now) =>
        CheckAudience(claims, rules) ?? TokenTimes.Check(claims, rules, now) ?? CheckBinding(claims);

    /// <summary>RFC 8707 section 2, RFC 9068 section 4: meant for this resource, by its exact name.</summary>
    public static ReasonCode? CheckAudience(TokenClaims claims, IssuerRules rules)
    {
        if (!claims.Audiences.Any(audience => rules.Audiences.Contains(audience, StringComparer.Ordinal)))
            return ReasonCode.AudienceMismatch;

        // Any other resource that the token is good for could use it here.
        return rules.RequireSoleAudience && claims.Audiences.Length > 1 ? ReasonCode.AudienceNotSole : null;
    }

    /// <summary>RFC 7800: a token that is bound to a key is no bearer token, and a server that took it for one would undo the binding.</summary>
    public static ReasonCode? CheckBinding(TokenClaims claims) =>
        claims.IsSenderConstrained ? ReasonCode.SenderConstraintUnsupported : null;
}
