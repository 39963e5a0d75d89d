using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>
/// Verifies signed JWT access tokens (RFC 9068). <see cref="JsonWebTokenHandler"/> verifies the signature. This class checks the header and
/// the claims.
/// </summary>
internal sealed class JwtVerifier(TrustedIssuers issuers, CallerFactory callers, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = TokenLimits.TokenLength };

    public async Task<Verification> VerifyAsync(string token)
    {
        if (JwtForm.TryRead(token, out var form) is { } malformed)
            return Verification.Refused(malformed);
        if (FindIssuer(form!, out var issuer) is { } issuerFault)
            return Verification.Refused(issuerFault);

        var rules = issuer!.Rules;
        if (JwtHeaderRules.Check(form!.Header, rules, out var algorithm, out var keyId) is { } headerFault)
            return Verification.Refused(headerFault);
        if (LookAlike.IsOtherToken(form.Claims, rules))
            return Verification.Refused(ReasonCode.TokenTypeRefused);
        if (TokenClaims.TryRead(form.Claims, rules, out var claims) is { } claimFault)
            return Verification.Refused(claimFault);

        if (await issuer.Keys.GetAsync(CancellationToken.None).ConfigureAwait(false) is not { } snapshot)
            return Verification.Refused(ReasonCode.KeysUnavailable);
        if (claims!.Issuer != snapshot.Keys.Issuer)
            return Verification.Refused(ReasonCode.IssuerUnknown);

        var candidates = snapshot.Keys.Find(keyId, algorithm);
        if (candidates.Length == 0)
        {
            (var keyFault, var newer, candidates) = await issuer.Keys.FindNewerAsync(keyId, algorithm, CancellationToken.None).ConfigureAwait(false);
            if (keyFault is not null)
                return Verification.Refused(keyFault.Value);

            snapshot = newer!;
        }

        if (await VerifyAsync(token, claims, rules, candidates).ConfigureAwait(false) is { } refused)
            return Verification.Refused(refused);

        var caller = callers.Create(token, snapshot.Keys.Issuer, claims, rules, algorithm, keyId);
        return new(TokenResult.Accepted(caller), issuer, snapshot.Generation, caller.AcceptedUntil - time.GetUtcNow());
    }

    private ReasonCode? FindIssuer(JwtForm form, out TrustedIssuer? issuer)
    {
        issuer = null;
        var reader = new ClaimReader(form.Claims);
        var name = reader.RequiredText("iss");
        if (reader.Fault is not null)
            return reader.Fault;

        issuer = issuers.Find(name);
        return issuer is null ? ReasonCode.IssuerUnknown : null;
    }

    private async ValueTask<ReasonCode?> VerifyAsync(string token, TokenClaims claims, IssuerRules rules, JsonWebKey[] candidates)
    {
        ReasonCode? fault = null;
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = rules.Algorithms,
            // JwtHeaderRules has checked the type: the handler compares types by case, RFC 9068 section 4 does not.
            TypeValidator = static (type, _, _) => type,
            ValidIssuer = claims.Issuer,
            IssuerSigningKeys = candidates,
            TryAllIssuerSigningKeys = true,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            AudienceValidator = (_, _, _) => Check(ClaimRules.CheckAudience(claims, rules)),
            LifetimeValidator = (_, _, _, _) => Check(TokenTimes.Check(claims, rules, time.GetUtcNow())),
        }).ConfigureAwait(false);

        if (fault is null && result.IsValid && claims.IsSenderConstrained)
            fault = ReasonCode.SenderConstraintUnsupported;

        return fault ?? (result.IsValid ? null : ReasonCode.SignatureInvalid);

        bool Check(ReasonCode? found) => (fault ??= found) is null;
    }
}
