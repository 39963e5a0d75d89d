using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GatewayStandIns;

/// <summary>The key of a gateway: it signs tokens as the products do, and is published as a set of one key.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;
    private readonly string _algorithm;

    private SigningKey(AsymmetricAlgorithm key, string algorithm, JsonObject published, int keyIdLength)
    {
        _key = key;
        _algorithm = algorithm;

        // RFC 7638: the required members in the order of their names.
        var thumbprint = SHA256.HashData(Encoding.UTF8.GetBytes(published.ToJsonString()));
        KeyId = Convert.ToHexStringLower(thumbprint)[..keyIdLength];
        published["use"] = "sig";
        published["kid"] = KeyId;
        published["alg"] = algorithm;
        Jwks = new JsonObject { ["keys"] = new JsonArray(published) }.ToJsonString();
    }

    /// <summary>The id of the key.</summary>
    public string KeyId { get; }

    /// <summary>The published key set.</summary>
    public string Jwks { get; }

    /// <summary>A key as Pomerium has it: ES256, with the whole thumbprint as its id.</summary>
    /// <returns>The key.</returns>
    public static SigningKey OfPomerium()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new(key, "ES256", new() { ["crv"] = "P-256", ["kty"] = "EC", ["x"] = Encode(point.X!), ["y"] = Encode(point.Y!) }, keyIdLength: 64);
    }

    /// <summary>A key as LiteLLM has it: RS256, with a short id.</summary>
    /// <returns>The key.</returns>
    public static SigningKey OfLiteLlm()
    {
        var key = RSA.Create(2048);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new(key, "RS256", new() { ["e"] = Encode(parameters.Exponent!), ["kty"] = "RSA", ["n"] = Encode(parameters.Modulus!) }, keyIdLength: 16);
    }

    /// <summary>Signs a token.</summary>
    /// <param name="claims">Its claims.</param>
    /// <returns>The token.</returns>
    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = _algorithm, ["kid"] = KeyId, ["typ"] = "JWT" };
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = _key is ECDsa ecdsa
            ? ecdsa.SignData(bytes, HashAlgorithmName.SHA256)
            : ((RSA)_key).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Encode(signature)}";
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
