using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace McpGuard.Samples.Tests.Running;

internal static class Tampering
{
    private static readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly RSA _rsa = RSA.Create(2048);

    /// <summary>Changes one character in the middle of a token's claims.</summary>
    public static string With(string token)
    {
        var parts = token.Split('.');
        var middle = parts[1].Length / 2;
        var other = parts[1][middle] == 'A' ? 'B' : 'A';
        return $"{parts[0]}.{parts[1][..middle]}{other}{parts[1][(middle + 1)..]}.{parts[2]}";
    }

    /// <summary>Signs a token anew with a key that the provider does not have; not a character of what the token says is changed.</summary>
    public static string SignedByAnother(string token)
    {
        var signed = token[..token.LastIndexOf('.')];
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = (string?)Header(token)["alg"] switch
        {
            "ES256" => _ecdsa.SignData(bytes, HashAlgorithmName.SHA256),
            "PS256" => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            "RS256" => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            var other => throw new NotSupportedException(other),
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The id of the key that a token says it is signed with.</summary>
    public static string KeyId(string token) => (string)Header(token)["kid"]!;

    private static JsonNode Header(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.'))))!;
}
