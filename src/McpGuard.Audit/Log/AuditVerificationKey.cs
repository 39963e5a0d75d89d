using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpGuard.Audit;

/// <summary>The public half of a key that signs checkpoints: ECDSA, curve P-256.</summary>
public sealed class AuditVerificationKey : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ECDsa _key;

    /// <summary>Creates a verification key.</summary>
    /// <param name="key">The public key. It is disposed with this object.</param>
    /// <param name="keyId">The signer's name of the key. Default: the SHA-256 of the public key, as <see cref="EcdsaAuditSigner"/> uses.</param>
    /// <exception cref="ArgumentException">The key is of another kind.</exception>
    public AuditVerificationKey(ECDsa key, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = AuditSigningKey.RequireP256(key);
        KeyId = keyId ?? AuditSigningKey.IdOf(key);
    }

    /// <summary>The name of the key.</summary>
    public string KeyId { get; }

    /// <summary>Reads a public key or a certificate.</summary>
    /// <param name="pem">The text of a PEM file.</param>
    /// <param name="keyId">The signer's name of the key. Default: its SHA-256.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException">The text contains no such key.</exception>
    public static AuditVerificationKey FromPem(string pem, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return new(certificate.GetECDsaPublicKey() ?? throw new ArgumentException("The certificate has no ECDSA key.", nameof(pem)), keyId);
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return new AuditVerificationKey(key, keyId);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <returns>Whether this key signed the checkpoint.</returns>
    internal bool HasSigned(AuditCheckpoint checkpoint)
    {
        const int SignatureSize = 64;
        Span<byte> signature = stackalloc byte[SignatureSize];
        return checkpoint.KeyId == KeyId &&
            checkpoint.Signature is { } text &&
            Base64Url.IsValid(text, out var length) && length == SignatureSize &&
            Base64Url.TryDecodeFromChars(text, signature, out _) &&
            IsSignature(checkpoint.SignedBytes(), signature);
    }

    // Segments are verified concurrently, and a key is not safe for that.
    private bool IsSignature(byte[] data, ReadOnlySpan<byte> signature)
    {
        lock (_lock)
            return _key.VerifyData(data, signature, HashAlgorithmName.SHA256);
    }
}
