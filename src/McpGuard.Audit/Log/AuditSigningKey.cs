using System.Buffers.Text;
using System.Security.Cryptography;

namespace McpGuard.Audit;

/// <summary>The requirements for a key of the audit log, and its name.</summary>
internal static class AuditSigningKey
{
    public const int MaxIdLength = 128;

    /// <summary>The SHA-256 of the public key, so that both sides compute the same name.</summary>
    public static string IdOf(ECDsa key) => Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    public static bool IsId(string id) =>
        id.Length is > 0 and <= MaxIdLength && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or ':' or '-');

    /// <exception cref="ArgumentException">The key is of another kind.</exception>
    public static ECDsa RequireP256(ECDsa key)
    {
        var curve = key.ExportParameters(includePrivateParameters: false).Curve.Oid;
        return key.KeySize == 256 && curve.FriendlyName is "nistP256" or "ECDSA_P256"
            ? key
            : throw new ArgumentException("The key is not an ECDSA key of the curve P-256. Make one with: openssl ecparam -name prime256v1 -genkey -noout");
    }
}
