using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace McpGuard.AspNetCore.Tests.Gateways;

/// <summary>Signs tokens in the exact form of Pomerium and LiteLLM, until a test changes one thing.</summary>
internal sealed class GatewaySigner : IDisposable
{
    public const string Host = "files.corp.example";
    public const string Header = "X-Pomerium-Jwt-Assertion";
    public const string LiteLlm = "https://llm.corp.example";

    private readonly ECDsa _elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);

    /// <summary>Both public keys, as a gateway publishes them.</summary>
    public string Jwks => new JsonObject { ["keys"] = new JsonArray(Elliptic("ec-1"), Rsa("rsa-1")) }.ToJsonString();

    /// <summary>What an attacker knows of the key.</summary>
    public byte[] PublicKey => _rsa.ExportSubjectPublicKeyInfo();

    public static JsonObject AssertionClaims(DateTimeOffset now) => new()
    {
        ["iss"] = Host,
        ["aud"] = Host,
        ["jti"] = Guid.NewGuid().ToString(),
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.ToUnixTimeSeconds() + 300,
        ["sub"] = "00u-alice",
        ["user"] = "00u-alice",
        ["email"] = "alice@corp.example",
        ["groups"] = new JsonArray("g-17", "finance"),
        ["sid"] = "s-1",
        ["name"] = "Alice Ashe",
    };

    public static JsonObject LiteLlmClaims(DateTimeOffset now, string scope = "mcp:tools/call mcp:tools/files_read:call") => new()
    {
        ["iss"] = LiteLlm,
        ["aud"] = GuardedWebServer.Resource,
        ["iat"] = now.ToUnixTimeSeconds(),
        ["nbf"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.ToUnixTimeSeconds() + 300,
        ["sub"] = "00u-alice",
        ["email"] = "alice@corp.example",
        ["act"] = new JsonObject { ["sub"] = "team-finance" },
        ["scope"] = scope,
    };

    public string SignElliptic(JsonObject claims, JsonObject? header = null) =>
        Write(
            header ?? new() { ["alg"] = "ES256", ["kid"] = "ec-1", ["typ"] = "JWT" },
            claims.ToJsonString(),
            content => _elliptic.SignData(content, HashAlgorithmName.SHA256));

    public string SignElliptic(string claims) =>
        Write(new() { ["alg"] = "ES256", ["kid"] = "ec-1", ["typ"] = "JWT" }, claims, content => _elliptic.SignData(content, HashAlgorithmName.SHA256));

    public string SignRsa(JsonObject claims, JsonObject? header = null) => SignRsa(claims.ToJsonString(), header);

    public string SignRsa(string claims, JsonObject? header = null) => Write(
        header ?? new() { ["alg"] = "RS256", ["kid"] = "rsa-1", ["typ"] = "JWT" }, claims, content =>
            _rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Write(JsonObject header, string claims, Func<byte[], byte[]> sign)
    {
        var content = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{content}.{Encode(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    public void Dispose()
    {
        _elliptic.Dispose();
        _rsa.Dispose();
    }

    private JsonObject Elliptic(string id)
    {
        var point = _elliptic.ExportParameters(includePrivateParameters: false).Q;
        return new()
        {
            ["kty"] = "EC",
            ["use"] = "sig",
            ["alg"] = "ES256",
            ["kid"] = id,
            ["crv"] = "P-256",
            ["x"] = Encode(point.X!),
            ["y"] = Encode(point.Y!),
        };
    }

    private JsonObject Rsa(string id)
    {
        var key = _rsa.ExportParameters(includePrivateParameters: false);
        return new() { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = id, ["n"] = Encode(key.Modulus!), ["e"] = Encode(key.Exponent!) };
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
