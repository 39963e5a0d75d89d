namespace McpGuard;

/// <summary>What was found out about a token, and how long it may be remembered.</summary>
/// <param name="Result">The caller, or why there is none.</param>
/// <param name="Issuer">Who issued it, if that is known.</param>
/// <param name="KeyGeneration">The generation of the keys that it was verified with, or null if none were needed.</param>
/// <param name="GoodFor">How long it may be remembered; not at all by default.</param>
internal sealed record Verification(TokenResult Result, TrustedIssuer? Issuer = null, int? KeyGeneration = null, TimeSpan GoodFor = default)
{
    /// <summary>Whether it still holds: its issuer is trusted as it was then, and the key has not been withdrawn.</summary>
    public bool IsCurrent => Issuer is { IsRetired: false } issuer && (KeyGeneration is not { } generation || generation == issuer.Keys.Generation);

    public static Verification Of(IntrospectionResult answer, TrustedIssuer issuer) => new(answer.Result, issuer, GoodFor: answer.GoodFor);

    public static Verification Refused(ReasonCode reason) => new(TokenResult.Refused(reason));
}
