namespace McpGuard;

/// <summary>The rules for the claims of a JWT, or of an introspection answer.</summary>
internal static class ClaimRules
{
    public static TokenFault? Check(TokenClaims claims, IssuerRules rules, DateTimeOffset now) =>
        CheckAudience(claims, rules) ?? TokenTimes.Check(claims, rules, now) ?? CheckBinding(claims.IsSenderConstrained);

    /// <summary>RFC 8707 section 2, RFC 9068 section 4: the audience must contain exactly this resource.</summary>
    public static TokenFault? CheckAudience(TokenClaims claims, IssuerRules rules)
    {
        if (!claims.Audiences.Any(audience => rules.Audiences.Contains(audience, StringComparer.Ordinal)))
            return new(ReasonCode.AudienceMismatch)
            {
                Part = "aud",
                Expected = TokenFault.List(rules.Audiences),
                Found = TokenFault.List(claims.Audiences),
                Setting = rules.AudienceSetting,
            };

        // Any other resource in the audience could use the token here.
        return rules.RequireSoleAudience && claims.Audiences.Length > 1
            ? new(ReasonCode.AudienceNotSole)
            {
                Part = "aud",
                Expected = "one audience",
                Found = TokenFault.List(claims.Audiences),
                Setting = IssuerRules.SoleAudienceSetting,
            }
            : null;
    }

    /// <summary>Anybody can get a token for this server from some issuers. Only those that the options name count.</summary>
    public static TokenFault? CheckNamed(TokenClaims claims, IssuerRules rules) => !rules.HasStrangers || rules.LocalScopes.HasAny(claims.Groups)
        ? null
        : new(ReasonCode.ClaimInvalid)
        {
            Part = string.Join(" or ", rules.GroupClaims.Select(claim => claim.Text)),
            Expected = "one of the names that have scopes: anybody can get such a token",
            Found = TokenFault.List([.. claims.Groups]),
            Setting = rules.GroupScopesSetting,
        };

    /// <summary>RFC 7800: a token that is bound to a key is not a bearer token. Accepting it as one would remove the binding.</summary>
    public static TokenFault? CheckBinding(bool isBound) =>
        isBound
            ? new(ReasonCode.SenderConstraintUnsupported)
            {
                Part = "cnf",
                Expected = "no such claim: a token that is bound to a key is not accepted",
                Found = "a key",
            }
            : null;
}
