using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>
/// Verifies a gateway's assertion about a caller's device: a JWT that this gateway has signed, for this server, about this caller, for a
/// short time. Anything else is ignored.
/// </summary>
internal sealed class DeviceVerifier(DeviceAssertionOptions assertion, McpGuardOptions options, SigningKeys keys, GuardState state, TimeProvider time)
{
    private const int MaxIdLength = 256;

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
        if (ParsedJwt.Read(jwt, out var form) is not null || JwtHeaderRules.CheckPlain(form!.Header, out var algorithm, out var keyId) is not null)
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

        return result.IsValid && (!assertion.SingleUse || await TryUseAsync(form.Claims, caller).ConfigureAwait(false)) ? form.Claims : default;
    }

    private async ValueTask<bool> TryUseAsync(JsonElement claims, DelegatedCaller caller)
    {
        var reader = new ClaimReader(claims);
        if (reader.Text("jti") is not { Length: <= MaxIdLength } id)
            return false;

        // An identifier is its issuer's own.
        var key = new ReplayKey(ReplayKind.DeviceAssertion, $"{Issuer.Length}:{Issuer}{id}");
        var ends = reader.RequiredTime("exp") + options.ClockSkew;
        var answer = await state.UseAsync(key, CallerKey.Of(caller), UsableFrom(reader, ends), ends, CancellationToken.None).ConfigureAwait(false);
        return answer.IsKnown ? answer.Value : throw new InvalidOperationException("It is not known whether the device assertion was used before.");
    }

    // Not before its gateway has issued it, and not while its end was too far away.
    private DateTimeOffset UsableFrom(ClaimReader reader, DateTimeOffset ends) =>
        new[] { reader.Time("iat"), reader.Time("nbf"), ends - options.MaxTokenLifetime - (2 * options.ClockSkew) }.Max()!.Value;

    private bool IsInTime(JsonElement claims)
    {
        var reader = new ClaimReader(claims);
        var (ends, begins, now) = (reader.RequiredTime("exp"), reader.Time("nbf"), time.GetUtcNow());
        var skew = options.ClockSkew;
        return reader.Fault is null && ends > now - skew && ends <= now + options.MaxTokenLifetime + skew && !(begins > now + skew);
    }
}
