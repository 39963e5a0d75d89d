using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>
/// Verifies a gateway's assertion about a caller's device: a JWT that this gateway has signed, for this server, about this caller, for a
/// short time. Anything else is ignored.
/// </summary>
internal sealed class DeviceVerifier(DeviceAssertionOptions assertion, McpGuardOptions options, SigningKeys keys, UsedAssertions used, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = TokenLimits.TokenLength };
    private readonly DeviceBinding _binding = new(assertion);
    private readonly string _audience = assertion.Audience ?? options.Resource!;

    public string Issuer { get; } = assertion.Issuer!;

    public string Header { get; } = assertion.Header;

    public string Claim { get; } = assertion.Claim!;

    public string? CheckedAtClaim { get; } = assertion.CheckedAtClaim;

    /// <returns>The assertion's claims; undefined if the assertion is not valid.</returns>
    public async Task<JsonElement> VerifyAsync(string jwt, DelegatedCaller caller)
    {
        if (JwtForm.TryRead(jwt, out var form) is not null || JwtHeaderRules.CheckPlain(form!.Header, out var algorithm, out var keyId) is not null)
            return default;
        if (!_binding.Fits(form.Claims, caller))
            return default;
        if (await keys.GetAsync(CancellationToken.None).ConfigureAwait(false) is not { } snapshot)
            return default;

        var candidates = snapshot.Keys.Find(keyId, algorithm);
        if (candidates.Length == 0)
            (_, _, candidates) = await keys.FindNewerAsync(keyId, algorithm, CancellationToken.None).ConfigureAwait(false);
        if (candidates.Length == 0)
            return default;

        var result = await _handler.ValidateTokenAsync(jwt, new TokenValidationParameters
        {
            ValidAlgorithms = JwtHeaderRules.Algorithms,
            ValidIssuer = assertion.Issuer,
            ValidAudience = _audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            IssuerSigningKeys = candidates,
            TryAllIssuerSigningKeys = true,
            RequireSignedTokens = true,
            LifetimeValidator = (_, _, _, _) => IsInTime(form.Claims),
        }).ConfigureAwait(false);

        return result.IsValid && (!assertion.SingleUse || TryUse(form.Claims, caller)) ? form.Claims : default;
    }

    private bool TryUse(JsonElement claims, DelegatedCaller caller)
    {
        var reader = new ClaimReader(claims);
        return reader.Text("jti") is { } id && used.TryUse(Issuer, id, CallerKey.Of(caller), reader.RequiredTime("exp") + options.ClockSkew);
    }

    private bool IsInTime(JsonElement claims)
    {
        var reader = new ClaimReader(claims);
        var (ends, begins, now) = (reader.RequiredTime("exp"), reader.Time("nbf"), time.GetUtcNow());
        var skew = options.ClockSkew;
        return reader.Fault is null && ends > now - skew && ends <= now + options.MaxTokenLifetime + skew && !(begins > now + skew);
    }
}
