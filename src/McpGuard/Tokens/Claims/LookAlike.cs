using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Distinguishes an issuer's access tokens from its other JWTs if their type does not (RFC 8725 section 3.12). Both are signed with the
/// same keys, and may have the same audience.
/// </summary>
internal static class LookAlike
{
    // An ID token (OpenID Connect Core section 2 and 3.1.3.6, 3.3.2.11), and a security event token (RFC 8417 section 2.2).
    private static readonly string[] _foreignClaims = ["nonce", "at_hash", "c_hash", "events"];

    public static bool IsOtherToken(JsonElement claims, IssuerRules rules)
    {
        if (!rules.AcceptsLegacyType)
            return false;
        if (_foreignClaims.Any(name => claims.TryGetProperty(name, out _)))
            return true;

        return rules.Mark is { } mark &&
            !(claims.TryGetProperty(mark.Claim, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(mark.Value));
    }
}
