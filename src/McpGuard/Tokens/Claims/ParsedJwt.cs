using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// The header and claims of a signed JWT in compact form, decoded strictly and within bounds, before any verification. Its values are
/// unverified.
/// </summary>
internal sealed class ParsedJwt
{
    private static readonly SearchValues<char> _base64UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private const string IntrospectionSetting = $"{McpGuardDefaults.ConfigurationSection}:Issuers:NAME:Introspection";

    private ParsedJwt(JsonElement header, JsonElement claims) => (Header, Claims) = (header, claims);

    public JsonElement Header { get; }

    public JsonElement Claims { get; }

    /// <summary>Whether a token has the three parts of a signed JWT. Only its issuer can read any other token.</summary>
    public static bool IsJwt(string token) => token.AsSpan().Count('.') == 2;

    /// <summary>The unverified claims of a refused token, for the record only.</summary>
    /// <returns>The claims, or null if the token cannot be read as a JWT.</returns>
    public static UnverifiedClaims? ReadUnverified(string token) => Read(token, out var parsed) is null
        ? new(
            TextOf(parsed!.Claims, "iss"),
            TextOf(parsed.Claims, "sub"),
            TextOf(parsed.Claims, "client_id"),
            TextOf(parsed.Claims, "jti"),
            TextOf(parsed.Header, "kid"))
        : null;

    public static TokenFault? Read(string token, out ParsedJwt? parsed)
    {
        parsed = null;
        if (token.Length > TokenLimits.TokenLength)
            return TooLarge("token", TokenLimits.TokenLength, token.Length, "characters");

        Span<Range> parts = stackalloc Range[4];
        if (token.AsSpan().Split(parts, '.') != 3)
            return Malformed("token", $"{token.AsSpan().Count('.') + 1} parts", "a signed JWT, which has three parts", IntrospectionSetting);

        if (Decode("header", token.AsSpan(parts[0]), TokenLimits.HeaderBytes, out var header) is { } headerFault)
            return headerFault;
        if (Decode("payload", token.AsSpan(parts[1]), TokenLimits.PayloadBytes, out var claims) is { } claimsFault)
            return claimsFault;
        if (!IsBase64Url(token.AsSpan(parts[2])))
            return NotBase64Url("signature");

        parsed = new ParsedJwt(header, claims);
        return null;
    }

    /// <summary>The fault of a token or a part of one that exceeds its limit.</summary>
    public static TokenFault TooLarge(string part, int limit, int found, string unit) =>
        new(ReasonCode.TokenTooLarge) { Part = part, Expected = $"at most {limit} {unit}", Found = $"{found} {unit}" };

    private static TokenFault? Decode(string part, ReadOnlySpan<char> text, int maxBytes, out JsonElement json)
    {
        json = default;
        if (!IsBase64Url(text))
            return NotBase64Url(part);
        if (Base64Url.GetMaxDecodedLength(text.Length) > maxBytes)
            return TooLarge(part, maxBytes, Base64Url.GetMaxDecodedLength(text.Length), "bytes");

        var bytes = ArrayPool<byte>.Shared.Rent(maxBytes);
        try
        {
            if (!Base64Url.TryDecodeFromChars(text, bytes, out var length))
                return NotBase64Url(part);
            if (StrictJson.Check(bytes.AsSpan(0, length), TokenLimits.JsonDepth, TokenLimits.JsonMembers) is { } fault)
                return NotJson(part, fault);

            json = JsonElement.Parse(bytes.AsSpan(0, length));
            return json.ValueKind == JsonValueKind.Object ? null : Malformed(part, TokenFault.Kind(json), "a JSON object");
        }
        catch (FormatException)
        {
            return NotBase64Url(part);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static TokenFault NotJson(string part, ReasonCode fault) => fault switch
    {
        ReasonCode.BodyTooLarge => new(ReasonCode.TokenTooLarge) { Part = part, Expected = $"at most {TokenLimits.JsonMembers} members", Found = "more" },
        ReasonCode.DuplicateMember => Malformed(part, "two members whose names are equal ignoring case", "each name once"),
        _ => Malformed(part, "something else, or deeper nesting", $"JSON in UTF-8, nested at most {TokenLimits.JsonDepth} deep"),
    };

    private static TokenFault NotBase64Url(string part) => Malformed(part, "other characters, or an empty part", "base64url without padding");

    private static TokenFault Malformed(string part, string found, string expected, string? setting = null) =>
        new(ReasonCode.TokenMalformed) { Part = part, Expected = expected, Found = found, Setting = setting };

    // The decoder accepts white space and padding; RFC 7515 section 2 does not.
    private static bool IsBase64Url(ReadOnlySpan<char> part) =>
        !part.IsEmpty && !part.ContainsAnyExcept(_base64UrlCharacters);

    /// <summary>The text of a member, or null if it is missing or not a text.</summary>
    public static string? TextOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
