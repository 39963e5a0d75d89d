using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace McpGuard.TestSupport;

/// <summary>A key that signs with any of the accepted algorithms (RFC 7518 section 3).</summary>
internal sealed class AlgorithmKey : IDisposable
{
    private readonly string _algorithm;
    private readonly AsymmetricAlgorithm _key;

    public AlgorithmKey(string algorithm)
    {
        _algorithm = algorithm;
        _key = algorithm switch
        {
            "ES256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            "ES384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            "ES512" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            _ => RSA.Create(2048),
        };
    }

    private HashAlgorithmName Hash => new($"SHA{_algorithm[2..]}");

    /// <summary>The public key, which may say which algorithm it is for.</summary>
    public JsonObject ToJsonWebKey(bool withAlgorithm = true)
    {
        var key = _key is ECDsa ec ? Ec(ec.ExportParameters(false)) : Rsa(((RSA)_key).ExportParameters(false));
        key["kid"] = "key-1";
        key["use"] = "sig";
        if (withAlgorithm)
            key["alg"] = _algorithm;

        return key;
    }

    public string ToJsonWebKeySet() => new JsonObject { ["keys"] = new JsonArray(ToJsonWebKey()) }.ToJsonString();

    public byte[] Sign(byte[] content) => _key is ECDsa ec
        ? ec.SignData(content, Hash)
        : ((RSA)_key).SignData(content, Hash, _algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);

    public void Dispose() => _key.Dispose();

    private static JsonObject Ec(ECParameters key) => new()
    {
        ["kty"] = "EC",
        ["crv"] = key.Q.X!.Length switch { 32 => "P-256", 48 => "P-384", _ => "P-521" },
        ["x"] = Base64Url.EncodeToString(key.Q.X),
        ["y"] = Base64Url.EncodeToString(key.Q.Y),
    };

    private static JsonObject Rsa(RSAParameters key) => new()
    {
        ["kty"] = "RSA",
        ["n"] = Base64Url.EncodeToString(key.Modulus),
        ["e"] = Base64Url.EncodeToString(key.Exponent),
    };
}
