using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// The header and claims of a signed JWT in compact form, decoded strictly and within bounds, before any verification. Its values are
/// unverified.
/// </summary>
internal sealed class JwtForm
{
    private static readonly SearchValues<char> _base64UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private JwtForm(JsonElement header, JsonElement claims) => (Header, Claims) = (header, claims);

    public JsonElement Header { get; }

    public JsonElement Claims { get; }

    /// <summary>Whether a token has the three parts of a signed JWT. Only its issuer can read any other token.</summary>
    public static bool IsJwt(string token) => token.AsSpan().Count('.') == 2;

    /// <summary>The unverified claims of a refused token, for the record only.</summary>
    /// <returns>The claims, or null if the token cannot be read as a JWT.</returns>
    public static UnverifiedClaims? ReadUnverified(string token) => TryRead(token, out var form) is null
        ? new(Text(form!.Claims, "iss"), Text(form.Claims, "sub"), Text(form.Claims, "client_id"), Text(form.Claims, "jti"), Text(form.Header, "kid"))
        : null;

    public static ReasonCode? TryRead(string token, out JwtForm? form)
    {
        form = null;
        if (token.Length > TokenLimits.TokenLength)
            return ReasonCode.TokenTooLarge;

        Span<Range> parts = stackalloc Range[4];
        if (token.AsSpan().Split(parts, '.') != 3)
            return ReasonCode.TokenMalformed;

        if (TryDecode(token.AsSpan(parts[0]), TokenLimits.HeaderBytes, out var header) is { } headerFault)
            return headerFault;
        if (TryDecode(token.AsSpan(parts[1]), TokenLimits.PayloadBytes, out var claims) is { } claimsFault)
            return claimsFault;
        if (!IsBase64Url(token.AsSpan(parts[2])))
            return ReasonCode.TokenMalformed;

        form = new JwtForm(header, claims);
        return null;
    }

    private static ReasonCode? TryDecode(ReadOnlySpan<char> part, int maxBytes, out JsonElement json)
    {
        json = default;
        if (!IsBase64Url(part))
            return ReasonCode.TokenMalformed;
        if (Base64Url.GetMaxDecodedLength(part.Length) > maxBytes)
            return ReasonCode.TokenTooLarge;

        var bytes = ArrayPool<byte>.Shared.Rent(maxBytes);
        try
        {
            if (!Base64Url.TryDecodeFromChars(part, bytes, out var length))
                return ReasonCode.TokenMalformed;

            var fault = StrictJson.Check(bytes.AsSpan(0, length), TokenLimits.JsonDepth, TokenLimits.JsonMembers);
            if (fault is not null)
                return fault is ReasonCode.BodyTooLarge ? ReasonCode.TokenTooLarge : ReasonCode.TokenMalformed;

            json = JsonElement.Parse(bytes.AsSpan(0, length));
            return json.ValueKind == JsonValueKind.Object ? null : ReasonCode.TokenMalformed;
        }
        catch (FormatException)
        {
            return ReasonCode.TokenMalformed;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // The decoder accepts white space and padding; RFC 7515 section 2 does not.
    private static bool IsBase64Url(ReadOnlySpan<char> part) =>
        !part.IsEmpty && !part.ContainsAnyExcept(_base64UrlCharacters);

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
