using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>
/// Reads one key of a key set (RFC 7517 section 4): a complete public key that may verify signatures. Any other key is skipped (section 5);
/// the other keys stay usable.
/// </summary>
internal static class PublishedKey
{
    private static readonly SearchValues<char> _base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    // With a published private key anybody can sign. A shared secret must not be in a set.
    private static readonly string[] _secrets = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    public static JsonWebKey? Read(JsonElement json)
    {
        try
        {
            return ReadJson(json);
        }
        catch (Exception exception) when (exception is CryptographicException or InvalidOperationException)
        {
            // A point that is not on its curve, numbers that the platform rejects, or half a character.
            return null;
        }
    }

    private static JsonWebKey? ReadJson(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;

        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (!members.TryAdd(member.Name, member.Value))
                return null;
        }

        if (Array.Exists(_secrets, members.ContainsKey) || !IsForVerifying(members) || !TryText(members, "kid", out var keyId) ||
            !TryText(members, "alg", out var algorithm))
            return null;

        var key = TryText(members, "kty", out var type) ? Read(type, members) : null;
        if (key is not null)
        {
            key.Kid = keyId;
            key.Alg = algorithm;
        }

        return key;
    }

    private static JsonWebKey? Read(string? type, Dictionary<string, JsonElement> members) => type switch
    {
        JsonWebAlgorithmsKeyTypes.RSA => Bytes(members, "n") is { } modulus && Bytes(members, "e") is { } exponent ? RsaKey.Create(modulus, exponent) : null,
        JsonWebAlgorithmsKeyTypes.EllipticCurve =>
            TryText(members, "crv", out var curve) && Bytes(members, "x") is { } x && Bytes(members, "y") is { } y ? Ec(curve, x, y) : null,
        _ => null,
    };

    // RFC 7517 sections 4.2 and 4.3: a key may state its purpose.
    private static bool IsForVerifying(Dictionary<string, JsonElement> members) =>
        TryText(members, "use", out var use) && use is null or JsonWebKeyUseNames.Sig &&
        (!members.TryGetValue("key_ops", out var operations) || (operations.ValueKind == JsonValueKind.Array && operations.EnumerateArray().Any(IsVerify))) &&
        (!members.TryGetValue("alg", out var algorithm) ||
                (algorithm.ValueKind == JsonValueKind.String && JwtHeaderRules.Algorithms.Contains(algorithm.GetString())));

    private static bool IsVerify(JsonElement operation) => operation.ValueKind == JsonValueKind.String && operation.ValueEquals("verify");

    private static JsonWebKey? Ec(string? name, byte[] x, byte[] y)
    {
        var (curve, length) = name switch
        {
            JsonWebKeyECTypes.P256 => (ECCurve.NamedCurves.nistP256, 32),
            JsonWebKeyECTypes.P384 => (ECCurve.NamedCurves.nistP384, 48),
            JsonWebKeyECTypes.P521 => (ECCurve.NamedCurves.nistP521, 66),
            _ => (default, 0),
        };

        // RFC 7518 section 6.2.1.2: exactly as long as the curve's numbers.
        if (length == 0 || x.Length != length || y.Length != length)
            return null;

        using var key = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } });
        return new JsonWebKey { Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv = name, X = Base64Url.EncodeToString(x), Y = Base64Url.EncodeToString(y) };
    }

    // A string, or absent. Any other value, null included, is invalid.
    private static bool TryText(Dictionary<string, JsonElement> members, string name, out string? text)
    {
        text = null;
        if (!members.TryGetValue(name, out var value))
            return true;
        if (value.ValueKind != JsonValueKind.String)
            return false;

        text = value.GetString();
        return !string.IsNullOrEmpty(text);
    }

    private static byte[]? Bytes(Dictionary<string, JsonElement> members, string name) =>
        TryText(members, name, out var text) && text is not null && !text.AsSpan().ContainsAnyExcept(_base64Url) && Base64Url.IsValid(text)
            ? Base64Url.DecodeFromChars(text)
            : null;
}
