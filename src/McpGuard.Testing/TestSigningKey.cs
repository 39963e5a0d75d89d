using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace McpGuard.Testing;

/// <summary>An ES256 key of a <see cref="TestAuthority"/>.</summary>
public sealed class TestSigningKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Makes a key.</summary>
    /// <param name="keyId">Its <c>kid</c>.</param>
    public TestSigningKey(string keyId) => KeyId = keyId;

    /// <summary>The <c>kid</c>.</summary>
    public string KeyId { get; }

    /// <summary>Signs with ES256 (RFC 7518 section 3.4).</summary>
    /// <param name="content">The bytes to sign.</param>
    /// <returns>The signature.</returns>
    public byte[] Sign(ReadOnlySpan<byte> content) => _key.SignData(content, HashAlgorithmName.SHA256);

    /// <summary>The public key in its published form (RFC 7517).</summary>
    /// <returns>The JSON Web Key.</returns>
    public JsonObject ToJsonWebKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["alg"] = "ES256",
            ["use"] = "sig",
            ["kid"] = KeyId,
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
