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

    public async Task<TokenVerification> VerifyAsync(PresentedToken presented, TokenHash hash)
    {
        var token = presented.Value;
        if (ParsedJwt.Read(token, out var form) is { } malformed)
            return TokenVerification.Refused(malformed);
        if (FindIssuer(form!, out var name, out var issuer) is { } issuerFault)
            return TokenVerification.Refused(issuerFault);

        var rules = issuer!.Rules;
        if (JwtHeaderRules.Check(form!.Header, rules, out var algorithm, out var keyId) is { } headerFault)
            return TokenVerification.Refused(headerFault);
        if (AccessTokenCheck.Check(form.Claims, rules) is { } kindFault)
            return TokenVerification.Refused(kindFault);
        if (rules.Gateway?.Check(form.Claims) is { } gatewayFault)
            return TokenVerification.Refused(gatewayFault);

        // What the JWT leaves out, the issuer's answer has.
        TokenClaims? claims = null;
        var asked = issuer.Introspector is { IncludesJwts: true } introspector ? introspector : null;
        if (asked is null && TokenClaims.Read(form.Claims, rules, out claims) is { } claimFault)
            return TokenVerification.Refused(claimFault);

        if (await issuer.Keys.GetAsync(CancellationToken.None).ConfigureAwait(false) is not { } snapshot)
            return TokenVerification.Refused(issuer.Keys.Unavailable());
        if (name != snapshot.Keys.Issuer)
            return TokenVerification.Refused(Unknown(name, snapshot.Keys.Issuer));

        var candidates = snapshot.Keys.Find(keyId, algorithm);
        if (candidates.Length == 0)
        {
            (var keyFault, var newer, candidates) = await issuer.Keys.FindNewerAsync(keyId, algorithm, CancellationToken.None).ConfigureAwait(false);
            if (keyFault is not null)
                return TokenVerification.Refused(keyFault);

            snapshot = newer!;
        }

        if (await VerifyAsync(token, name, claims, rules, candidates).ConfigureAwait(false) is { } refused)
        {
            var ended = claims is not null && IsOnlyExpired(refused, claims, rules) ? callers.Create(token, name, claims, rules, algorithm, keyId) : null;
            return new(TokenResult.Refused(refused with { Found = refused.Found ?? $"{algorithm}, kid {keyId ?? "none"}" }) with { Ended = ended }, issuer);
        }

        if (asked is not null)
            return await AskAsync(form.Claims, asked, presented, hash, issuer, snapshot.Generation).ConfigureAwait(false);

        var caller = callers.Create(token, snapshot.Keys.Issuer, claims!, rules, algorithm, keyId);
        return new(TokenResult.Accepted(caller), issuer, snapshot.Generation, caller.AcceptedUntil - time.GetUtcNow());
    }

    // A binding that the JWT has itself stays, whatever the answer says.
    private static async Task<TokenVerification> AskAsync(
        JsonElement claims, TokenIntrospector introspector, PresentedToken presented, TokenHash hash, TrustedIssuer issuer, int generation) =>
        ClaimRules.CheckBinding(TokenClaims.IsBound(claims)) is { } bound
            ? TokenVerification.Refused(bound)
            : TokenVerification.Of(await introspector.AskAsync(presented, hash, claims).ConfigureAwait(false), issuer, generation);

    // The handler checks the times only after it has verified the signature.
    private static bool IsOnlyExpired(TokenFault fault, TokenClaims claims, IssuerRules rules) =>
        fault.Reason == ReasonCode.TokenExpired && ClaimRules.CheckAudience(claims, rules) is null && !claims.IsSenderConstrained;

    private TokenFault? FindIssuer(ParsedJwt form, out string name, out TrustedIssuer? issuer)
    {
        issuer = null;
        var reader = new ClaimReader(form.Claims);
        name = reader.RequiredText("iss");
        if (reader.Fault is not null)
            return reader.Fault;

        issuer = issuers.Find(name);
        return issuer is null ? Unknown(name, TokenFault.List([.. issuers.All.Select(issuer => issuer.Name)])) : null;
    }

    private static TokenFault Unknown(string found, string expected) =>
        new(ReasonCode.IssuerUnknown)
        {
            Part = "iss",
            Expected = expected,
            Found = found,
            Setting = $"{McpGuardDefaults.ConfigurationSection}:Authority, or {McpGuardDefaults.ConfigurationSection}:Issuers",
        };

    private async ValueTask<TokenFault?> VerifyAsync(string token, string name, TokenClaims? claims, IssuerRules rules, JsonWebKey[] candidates)
    {
        TokenFault? fault = null;
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = rules.Algorithms,
            // JwtHeaderRules has checked the type: the handler compares types by case, RFC 9068 section 4 does not.
            TypeValidator = static (type, _, _) => type,
            ValidIssuer = name,
            IssuerSigningKeys = candidates,
            TryAllIssuerSigningKeys = true,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            AudienceValidator = (_, _, _) => Check(claims is null ? null : ClaimRules.CheckAudience(claims, rules)),
            LifetimeValidator = (_, _, _, _) => Check(claims is null ? null : TokenTimes.Check(claims, rules, time.GetUtcNow())),
        }).ConfigureAwait(false);

        if (fault is null && result.IsValid && claims is not null)
            fault = ClaimRules.CheckBinding(claims.IsSenderConstrained) ?? ClaimRules.CheckNamed(claims, rules);

        return fault ?? (
            result.IsValid ? null : new(ReasonCode.SignatureInvalid)
            {
                Part = "signature",
                Expected = $"a signature of {name} by one of the keys {TokenFault.List([.. candidates.Select(key => key.Kid ?? "without kid")])}",
            });

        bool Check(TokenFault? found) => (fault ??= found) is null;
    }
}
