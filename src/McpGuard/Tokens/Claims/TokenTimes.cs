namespace McpGuard;

/// <summary>Checks the times of a token, and that the token is short-lived.</summary>
internal static class TokenTimes
{
    public static TokenFault? Check(TokenClaims claims, IssuerRules rules, DateTimeOffset now)
    {
        var skew = rules.ClockSkew;

        // RFC 7519 section 4.1.4: on or after exp the token must not be accepted. exp may be the last possible second.
        if (claims.ExpiresAt <= now - skew)
            return Expired(claims.ExpiresAt, rules.SkewSetting, now);
        if (claims.IssuedAt > now + skew)
            return NotYet("iat", claims.IssuedAt.Value, rules, now);
        if (claims.NotBefore > now + skew)
            return NotYet("nbf", claims.NotBefore.Value, rules, now);
        if (claims.IssuedAt > claims.ExpiresAt || claims.NotBefore > claims.ExpiresAt)
            return new(ReasonCode.ClaimInvalid) { Part = "exp", Expected = "a time after iat and nbf", Found = $"{claims.ExpiresAt:u}" };

        // Also counted from now, since the issuer may write any iat, or omit it.
        var longest = rules.MaxTokenLifetime + rules.LifetimeTolerance;
        if (claims.ExpiresAt - claims.IssuedAt is { } lifetime && lifetime > longest)
            return TooLong("exp - iat", lifetime, rules);

        return claims.ExpiresAt - now > longest + skew ? TooLong("exp - now", claims.ExpiresAt - now, rules) : null;
    }

    /// <summary>The fault of a token that has expired.</summary>
    public static TokenFault Expired(DateTimeOffset end, string setting, DateTimeOffset now) =>
        new(ReasonCode.TokenExpired) { Part = "exp", Expected = $"after {now:u}", Found = $"{end:u}", Setting = setting };

    private static TokenFault NotYet(string claim, DateTimeOffset found, IssuerRules rules, DateTimeOffset now) => new(ReasonCode.TokenNotYetValid)
    {
        Part = claim,
        Expected = $"at most {rules.ClockSkew:c} after {now:u}",
        Found = $"{found:u}",
        Setting = rules.SkewSetting,
    };

    private static TokenFault TooLong(string part, TimeSpan found, IssuerRules rules) => new(ReasonCode.LifetimeTooLong)
    {
        Part = part,
        Expected = $"at most {rules.MaxTokenLifetime:c}",
        Found = $"{found:c}",
        Limit = rules.MaxTokenLifetime,
        Setting = rules.LifetimeSetting,
    };
}
