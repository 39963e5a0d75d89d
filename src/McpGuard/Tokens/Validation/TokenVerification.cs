namespace McpGuard;

/// <summary>The result of verifying a token, and how long it may be cached.</summary>
/// <param name="Result">The caller, or the reason for the refusal.</param>
/// <param name="Issuer">The issuer of the token, if known.</param>
/// <param name="KeyGeneration">The generation of the keys that verified it, or null if none were needed.</param>
/// <param name="GoodFor">How long it may be cached. Default: not at all.</param>
internal sealed record TokenVerification(TokenResult Result, TrustedIssuer? Issuer = null, int? KeyGeneration = null, TimeSpan GoodFor = default)
{
    /// <summary>Whether the result is still valid: its issuer's options are the same, and the key has not been withdrawn.</summary>
    public bool IsCurrent => Issuer is { IsRetired: false } issuer && (KeyGeneration is not { } generation || generation == issuer.Keys.Generation);

    public static TokenVerification Of(IntrospectionResult answer, TrustedIssuer issuer, int? keyGeneration = null) =>
        new(answer.Result, issuer, keyGeneration, answer.GoodFor);

    public static TokenVerification Refused(TokenFault fault) => new(TokenResult.Refused(fault));
}
