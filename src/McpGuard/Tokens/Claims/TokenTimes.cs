namespace McpGuard;

/// <summary>Checks the times of a token, and that the token is short-lived.</summary>
internal static class TokenTimes
{
    public static ReasonCode? Check(TokenClaims claims, IssuerRules rules, DateTimeOffset now)
    {
        var skew = rules.ClockSkew;

        // RFC 7519 section 4.1.4: on or after exp the token must not be accepted. exp may be the last possible second.
        if (claims.ExpiresAt <= now - skew)
            return ReasonCode.TokenExpired;
        if (claims.IssuedAt > now + skew || claims.NotBefore > now + skew)
            return ReasonCode.TokenNotYetValid;
        if (claims.IssuedAt > claims.ExpiresAt || claims.NotBefore > claims.ExpiresAt)
            return ReasonCode.ClaimInvalid;

        // Also counted from now, since the issuer may write any iat, or omit it.
        return claims.ExpiresAt - claims.IssuedAt > rules.MaxTokenLifetime || claims.ExpiresAt - now > rules.MaxTokenLifetime + skew
            ? ReasonCode.LifetimeTooLong
            : null;
    }
}
