using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Distinguishes an issuer's access tokens from its other JWTs if their type does not (RFC 8725 section 3.12). Both are signed with the
/// same keys, and may have the same audience.
/// </summary>
internal static class AccessTokenCheck
{
    public static TokenFault? Check(JsonElement claims, IssuerRules rules)
    {
        if (!rules.AcceptsLegacyType)
            return null;

        foreach (var name in rules.ForeignClaims)
        {
            if (claims.TryGetProperty(name, out _))
                return Other(name, "no such claim: only other tokens of the issuer have it", "a value", rules);
        }

        if (rules.IsOwnClientForeign && IsForItsClient(claims))
            return Other("aud", "another audience than the client azp: an ID token is for its client", "azp", rules);

        if (rules.SignInClients is { } ending && new ClaimReader(claims).TextOrNone("azp") is { } client &&
            client.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            return Other("azp", "a service account: a client of the sign-in gets ID tokens of users", client, rules);

        foreach (var (name, values) in rules.Marks)
        {
            if (!claims.TryGetProperty(name, out var value))
                return Other(name, Expected(values), "no such claim", rules);
            if (values.Length > 0 && !(value.ValueKind == JsonValueKind.String && values.Contains(value.GetString(), StringComparer.Ordinal)))
                return Other(name, Expected(values), value.ValueKind == JsonValueKind.String ? value.GetString()! : TokenFault.Kind(value), rules);
        }

        return null;
    }

    // OpenID Connect Core section 2: an ID token is for the client that asked for it.
    private static bool IsForItsClient(JsonElement claims)
    {
        var reader = new ClaimReader(claims);
        return reader.Text("azp") is { } client && reader.RequiredTexts("aud") is [var sole] && sole == client;
    }

    private static string Expected(string[] values) => values.Length == 0 ? "a value: only access tokens have it" : string.Join(" or ", values);

    private static TokenFault Other(string part, string expected, string found, IssuerRules rules) =>
        new(ReasonCode.TokenTypeRefused) { Part = part, Expected = expected, Found = found, Setting = rules.ProfileSetting };
}
