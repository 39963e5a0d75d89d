using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>
/// Accepts signed JWT access tokens (RFC 9068) of the authority for this resource. The signature is
/// <see cref="JsonWebTokenHandler"/>'s work; what the claims must say is decided here.
/// </summary>
internal sealed class JwtTokenValidator(
    IOptions<McpGuardOptions> options,
    SigningKeys keys,
    TokenTimes times,
    VerifiedTokenCache cache,
    TimeProvider time) : ITokenValidator
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = TokenLimits.TokenLength };

    public ValueTask<TokenResult> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);

        if (token.Length > TokenLimits.TokenLength)
            return new(TokenResult.Refused(ReasonCode.TokenTooLarge));

        keys.RefreshIfOld();
        var hash = VerifiedTokenCache.TokenHash.Of(token);
        if (cache.Find(hash, keys.Generation) is { } known)
            return new(times.HasExpired(known) ? TokenResult.Refused(ReasonCode.TokenExpired) : TokenResult.Accepted(known));

        return VerifyAsync(token, hash, cancellationToken);
    }

    private async ValueTask<TokenResult> VerifyAsync(string token, VerifiedTokenCache.TokenHash hash, CancellationToken cancellationToken)
    {
        if (JwtForm.TryRead(token, out var form) is { } malformed)
            return TokenResult.Refused(malformed);
        if (JwtHeaderRules.Check(form!.Header, out var algorithm, out var keyId) is { } headerFault)
            return TokenResult.Refused(headerFault);
        if (JwtClaims.TryRead(form.Claims, out var claims) is { } claimFault)
            return TokenResult.Refused(claimFault);

        if (await keys.GetAsync(cancellationToken) is not { } snapshot)
            return TokenResult.Refused(ReasonCode.KeysUnavailable);
        if (claims!.Issuer != snapshot.Keys.Issuer)
            return TokenResult.Refused(ReasonCode.IssuerUnknown);

        var candidates = snapshot.Keys.Find(keyId, algorithm);
        if (candidates.Length == 0)
        {
            snapshot = await keys.GetNewerAsync(cancellationToken) ?? snapshot;
            candidates = snapshot.Keys.Find(keyId, algorithm);
            if (candidates.Length == 0)
                return TokenResult.Refused(ReasonCode.KeyUnknown);
        }

        if (await VerifyAsync(token, claims, candidates) is { } refused)
            return TokenResult.Refused(refused);

        var caller = ToCaller(claims);
        cache.Add(hash, caller, snapshot.Generation, claims.ExpiresAt + options.Value.ClockSkew - time.GetUtcNow());
        return TokenResult.Accepted(caller);
    }

    private async ValueTask<ReasonCode?> VerifyAsync(string token, JwtClaims claims, JsonWebKey[] candidates)
    {
        ReasonCode? fault = null;
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = JwtHeaderRules.Algorithms,
            // The type was judged by JwtHeaderRules: the handler compares types by case, RFC 9068 section 4 does not.
            TypeValidator = static (type, _, _) => type,
            ValidIssuer = claims.Issuer,
            IssuerSigningKeys = candidates,
            TryAllIssuerSigningKeys = true,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            AudienceValidator = (_, _, _) => Check(IsForThisResource(claims) ? null : ReasonCode.AudienceMismatch),
            LifetimeValidator = (_, _, _, _) => Check(times.Check(claims)),
        });

        if (fault is null && result.IsValid && claims.IsSenderConstrained)
            fault = ReasonCode.SenderConstraintUnsupported;

        return fault ?? (result.IsValid ? null : ReasonCode.SignatureInvalid);

        bool Check(ReasonCode? found) => (fault ??= found) is null;
    }

    private bool IsForThisResource(JwtClaims claims) => claims.Audiences.Contains(options.Value.Resource, StringComparer.Ordinal);

    private static DelegatedCaller ToCaller(JwtClaims claims) => new()
    {
        Issuer = claims.Issuer,
        Subject = claims.Subject,
        Actor = claims.Actor,
        ClientId = claims.ClientId,
        Scopes = claims.Scopes,
        TokenId = claims.TokenId,
        IssuedAt = claims.IssuedAt,
        ExpiresAt = claims.ExpiresAt,
    };
}
