using System.Collections.Concurrent;

namespace McpGuard;

/// <summary>
/// Accepts access tokens of the trusted issuers for this resource. A known token costs a cache lookup. A new token is verified once, even
/// if many calls bring it at the same time.
/// </summary>
internal sealed class TokenValidator(
    TrustedIssuers issuers, JwtVerifier jwts, VerifiedTokenCache cache, GuardState state, TokenMetrics metrics, TimeProvider time) : ITokenValidator
{
    private readonly ConcurrentDictionary<TokenHash, Lazy<Task<TokenVerification>>> _verifying = new();
    private readonly TokenUses _uses = new(state);

    public ValueTask<TokenResult> ValidateAsync(PresentedToken presented, CancellationToken cancellationToken)
    {
        var token = presented.Value;
        ArgumentNullException.ThrowIfNull(token, nameof(presented));

        if (token.Length > TokenLimits.TokenLength)
            return new(TokenResult.Refused(ParsedJwt.TooLarge("token", TokenLimits.TokenLength, token.Length, "characters")));

        // RFC 6749 appendix A.12: visible ASCII. Other characters could give two tokens the same hash.
        if (token.AsSpan().ContainsAnyExceptInRange('\x21', '\x7E'))
            return new(
                TokenResult.Refused(new TokenFault(ReasonCode.TokenMalformed) { Part = "token", Expected = "visible ASCII", Found = "other characters" }));

        var hash = TokenHash.Of(token);
        var known = cache.Find(hash);
        metrics.CountLookup(known is not null);
        return known is null
            ? new(ValidateNewAsync(presented, hash, cancellationToken).WaitAsync(cancellationToken))
            : _uses.UseAsync(InRequest(ResultOf(known), known.Issuer!, presented), known.Issuer!.Rules, cancellationToken);
    }

    /// <summary>Finds the result of a known token where it stands in a request, without a string of its own.</summary>
    /// <param name="token">The token.</param>
    /// <param name="header">The header that has the bare token; null for <c>Authorization</c>.</param>
    /// <param name="resource">The resource of the named endpoint that received it, or null.</param>
    /// <param name="isOneOfTwo">Whether another credential of the request is judged together with this one.</param>
    /// <returns>The result; null if the token must be validated.</returns>
    public TokenResult? FindKnown(ReadOnlySpan<char> token, string? header = null, string? resource = null, bool isOneOfTwo = false)
    {
        // The same conditions as for a new token.
        if (token.Length > TokenLimits.TokenLength || token.ContainsAnyExceptInRange('\x21', '\x7E') || cache.Find(TokenHash.Of(token)) is not { } known)
            return null;
        if (known.Issuer!.Rules.IsSingleUse)
            return null;

        var result = ResultOf(known);
        if (FaultInRequest(result, known.Issuer!, header, resource, isOneOfTwo) is not null)
            return null;

        metrics.CountLookup(isKnown: true);
        return result;
    }

    private TokenResult ResultOf(TokenVerification known)
    {
        known.Issuer!.Keys.RefreshIfOld();
        var now = time.GetUtcNow();
        return known.Result.Caller is { } caller && caller.HasExpired(now)
            ? TokenResult.Refused(TokenTimes.Expired(caller.ExpiresAt, known.Issuer.Rules.SkewSetting, now)) with { Ended = caller }
            : known.Result;
    }

    // A token is verified once for the server. It counts only in its issuer's place, and each endpoint accepts those for its own resource.
    private static TokenFault? FaultInRequest(in TokenResult result, TrustedIssuer issuer, string? header, string? resource, bool isOneOfTwo) =>
        CredentialPlace.Check(header, issuer.Rules.Header)
            ?? (result.Caller is null ? null : CredentialPlace.CheckAlone(isOneOfTwo, issuer.Rules.Part.Demand))
            ?? (result.Caller is { } caller ? issuer.Rules.Resources.Check(caller, resource, issuer.Rules.AudienceSetting) : null);

    private static TokenResult InRequest(in TokenResult result, TrustedIssuer issuer, in PresentedToken presented) =>
        FaultInRequest(result, issuer, presented.Header, presented.Resource, presented.IsOneOfTwo) is { } fault
        ? TokenResult.Refused(fault) with { Claimed = ParsedJwt.ReadUnverified(presented.Value) }
        : result;

    // The verification belongs to all calls that wait for it, so the end of one call cannot cancel it. The issuer's answers are bounded in time.
    private async Task<TokenResult> ValidateNewAsync(PresentedToken presented, TokenHash hash, CancellationToken cancellationToken)
    {
        var verification = await _verifying.GetOrAdd(hash, _ => new(() => VerifyAsync(presented, hash))).Value.ConfigureAwait(false);
        return verification.Issuer is { } issuer
            ? await _uses.UseAsync(InRequest(verification.Result, issuer, presented), issuer.Rules, cancellationToken).ConfigureAwait(false)
            : verification.Result;
    }

    private async Task<TokenVerification> VerifyAsync(PresentedToken presented, TokenHash hash)
    {
        try
        {
            var verification = await VerifyOnceAsync(presented, hash).ConfigureAwait(false);
            while (verification.Issuer is { IsRetired: true }) // Its options changed meanwhile.
                verification = await VerifyOnceAsync(presented, hash).ConfigureAwait(false);

            if (verification.Result.Fault is { Limit: not null } tooLong)
                verification.Issuer?.Lifetimes.Warn(tooLong);

            cache.Add(hash, verification);
            return verification.Result.IsAccepted
                ? verification
                : verification with { Result = verification.Result with { Claimed = ParsedJwt.ReadUnverified(presented.Value) } };
        }
        finally
        {
            _verifying.TryRemove(hash, out _);
        }
    }

    private async Task<TokenVerification> VerifyOnceAsync(PresentedToken presented, TokenHash hash)
    {
        var token = presented.Value;
        var startedAt = time.GetTimestamp();
        var introspecting = issuers.ForOpaqueTokens is { } issuer && !ParsedJwt.IsJwt(token) ? issuer : null;
        var verification = introspecting is not null
            ? TokenVerification.Of(await introspecting.Introspector!.AskAsync(presented, hash).ConfigureAwait(false), introspecting)
            : await jwts.VerifyAsync(presented, hash).ConfigureAwait(false);
        metrics.RecordVerification(introspecting is not null, verification.Result.Reason, time.GetElapsedTime(startedAt));
        return verification;
    }
}
