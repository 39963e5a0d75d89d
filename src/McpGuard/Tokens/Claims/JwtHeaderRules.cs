using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>The rules for the header of a signed token.</summary>
internal static class JwtHeaderRules
{
    /// <summary>Asymmetric only: anybody who can verify with a shared secret can also sign (RFC 8725 section 3.2).</summary>
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
    ];

    private static readonly string[] _extensions = ["crit", "b64"];

    /// <summary>Checks the header of an access token.</summary>
    public static TokenFault? Check(JsonElement header, IssuerRules rules, out string algorithm, out string? keyId)
    {
        var fault = Check(header, rules.Algorithms, IsAccessToken(header, rules), out algorithm, out keyId) ?? rules.Gateway?.CheckHeader(header);
        return fault?.Reason switch
        {
            ReasonCode.AlgorithmRefused => fault with { Setting = rules.AlgorithmsSetting },
            ReasonCode.TokenTypeRefused => fault with
            {
                Expected = rules switch
                {
                    { Gateway.IsExact: true } => "JWT",
                    { AcceptsLegacyType: true } => "at+jwt, JWT or none",
                    _ => "at+jwt",
                },
                Setting = rules.ProfileSetting,
            },
            _ => fault,
        };
    }

    /// <summary>Checks the header of a JWT that is not an access token: each kind has its own type (RFC 8725 section 3.11).</summary>
    public static TokenFault? CheckPlain(JsonElement header, out string algorithm, out string? keyId) =>
        Check(
            header,
            Algorithms,
            !header.TryGetProperty("typ", out _) || string.Equals(ParsedJwt.TextOf(header, "typ"), "JWT", StringComparison.OrdinalIgnoreCase),
            out algorithm,
            out keyId);

    private static TokenFault? Check(JsonElement header, string[] algorithms, bool isOfType, out string algorithm, out string? keyId)
    {
        keyId = null;
        algorithm = ParsedJwt.TextOf(header, "alg") ?? "";
        if (!algorithms.Contains(algorithm, StringComparer.Ordinal))
            return Refused(ReasonCode.AlgorithmRefused, "alg", string.Join(", ", algorithms), ParsedJwt.TextOf(header, "alg") ?? "no text");

        if (!isOfType)
            return Refused(
                ReasonCode.TokenTypeRefused,
                "typ",
                "JWT or none",
                header.TryGetProperty("typ", out _) ? ParsedJwt.TextOf(header, "typ") ?? "no text" : "no typ");

        // RFC 7515 section 4.1.11: an unknown extension makes the token invalid, and the guard knows none.
        foreach (var extension in _extensions)
        {
            if (header.TryGetProperty(extension, out _))
                return Refused(ReasonCode.CriticalHeaderRefused, extension, "no such parameter: no extension is supported", "a value");
        }

        if (header.TryGetProperty("zip", out _))
            return Refused(ReasonCode.TokenMalformed, "zip", "no such parameter: a signed token is not compressed", "a value");

        if (header.TryGetProperty("kid", out var kid))
        {
            if (kid.ValueKind != JsonValueKind.String)
                return Refused(ReasonCode.TokenMalformed, "kid", "a text", TokenFault.Kind(kid));
            keyId = kid.GetString();
        }

        return null;
    }

    private static TokenFault Refused(ReasonCode reason, string parameter, string expected, string found) =>
        new(reason) { Part = $"header.{parameter}", Expected = expected, Found = found };

    // RFC 9068 section 4: at+jwt or application/at+jwt. Any other type is another kind of token. Older tokens have the type JWT, or none.
    private static bool IsAccessToken(JsonElement header, IssuerRules rules)
    {
        if (rules.Gateway is { IsExact: true })
            return ParsedJwt.TextOf(header, "typ") == "JWT";
        if (!header.TryGetProperty("typ", out _))
            return rules.AcceptsLegacyType;

        var type = ParsedJwt.TextOf(header, "typ");
        return Is("at+jwt") || Is("application/at+jwt") || (rules.AcceptsLegacyType && Is("JWT"));

        bool Is(string accepted) => string.Equals(type, accepted, StringComparison.OrdinalIgnoreCase);
    }
}
