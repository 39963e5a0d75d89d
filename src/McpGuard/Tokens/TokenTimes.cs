using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Judges the times of a token by one clock, and holds tokens to their promise to be short-lived.</summary>
internal sealed class TokenTimes(IOptions<McpGuardOptions> options, TimeProvider time)
{
    private readonly TimeSpan _skew = options.Value.ClockSkew;
    private readonly TimeSpan _maxLifetime = options.Value.MaxTokenLifetime;

    public ReasonCode? Check(JwtClaims claims)
    {
        var now = time.GetUtcNow();
        if (HasExpired(claims.ExpiresAt, now))
            return ReasonCode.TokenExpired;
        if (claims.IssuedAt > now + _skew || claims.NotBefore > now + _skew)
            return ReasonCode.TokenNotYetValid;
        if (claims.IssuedAt > claims.ExpiresAt || claims.NotBefore > claims.ExpiresAt)
            return ReasonCode.ClaimInvalid;

        // An iat in the future was refused above, so exp cannot be further off than this either.
        return claims.ExpiresAt - claims.IssuedAt > _maxLifetime ? ReasonCode.LifetimeTooLong : null;
    }

    public bool HasExpired(DelegatedCaller caller) => HasExpired(caller.ExpiresAt, time.GetUtcNow());

    // RFC 7519 section 4.1.4: on or after exp the token must not be accepted.
    private bool HasExpired(DateTimeOffset expiresAt, DateTimeOffset now) => expiresAt + _skew <= now;
}
