namespace McpGuard;

/// <summary>Judges the times of a token, and holds tokens to their promise to be short-lived.</summary>
internal static class TokenTimes
{
    public static ReasonCode? Check(TokenClaims claims, IssuerRules rules, DateTimeOffset now)
    {
        var skew = rules.ClockSkew;

        // RFC 7519 section 4.1.4: on or after exp the token must not be accepted. That may be the last second there is.
        if (claims.ExpiresAt <= now - skew)
            return ReasonCode.TokenExpired;
        if (claims.IssuedAt > now + skew || claims.NotBefore > now + skew)
            return ReasonCode.TokenNotYetValid;
        if (claims.IssuedAt > claims.ExpiresAt || claims.NotBefore > claims.ExpiresAt)
            return ReasonCode.ClaimInvalid;

        // From now on too, since iat is only what the issuer wrote, or left out.
        return claims.ExpiresAt - claims.IssuedAt > rules.MaxTokenLifetime || claims.ExpiresAt - now > rules.MaxTokenLifetime + skew
            ? ReasonCode.LifetimeTooLong
            : null;
    }
}
