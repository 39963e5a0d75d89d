namespace McpGuard;

/// <summary>Accepts each token once, for issuers whose tokens count for one request only.</summary>
internal sealed class TokenUses(GuardState state)
{
    private const int MaxIdLength = 256;

    public async ValueTask<TokenResult> UseAsync(TokenResult result, IssuerRules rules, CancellationToken cancellationToken)
    {
        if (!rules.IsSingleUse || result.Caller is not { } caller)
            return result;
        if (caller.TokenId.Length > MaxIdLength)
            return Refused(ReasonCode.ClaimInvalid, $"at most {MaxIdLength} characters", $"{caller.TokenId.Length} characters", rules);

        // An identifier is its issuer's own. The token could not have been used before its issue, and not while its end was too far away.
        var key = new ReplayKey(ReplayKind.Token, $"{caller.Issuer.Length}:{caller.Issuer}{caller.TokenId}");
        var earliest = caller.AcceptedUntil - rules.MaxTokenLifetime - (2 * rules.ClockSkew);
        var from = caller.IssuedAt > earliest ? caller.IssuedAt.Value : earliest;
        var answer = await state.UseAsync(key, CallerKey.Of(caller), from, caller.AcceptedUntil, cancellationToken).ConfigureAwait(false);
        if (!answer.IsKnown)
            return TokenResult.Refused(ReasonCode.StateUnavailable);

        return answer.Value
            ? result
            : Refused(ReasonCode.TokenUsed, "an identifier that was not used before", caller.TokenId, rules);
    }

    private static TokenResult Refused(ReasonCode reason, string expected, string found, IssuerRules rules) =>
        TokenResult.Refused(new TokenFault(reason) { Part = "jti", Expected = expected, Found = found, Setting = rules.SingleUseSetting });
}
