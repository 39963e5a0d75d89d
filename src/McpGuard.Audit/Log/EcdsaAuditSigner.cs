using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpGuard.Audit;

/// <summary>Signs checkpoints with an ECDSA key of the curve P-256. The name of the key is the SHA-256 of its public half.</summary>
public sealed class EcdsaAuditSigner : IAuditSigner, IDisposable
{
    private const int MaxPemBytes = 64 * 1024;

    private readonly ECDsa _key;

    /// <summary>Signs with a key.</summary>
    /// <param name="key">The private key; the signer disposes it.</param>
    /// <exception cref="ArgumentException">The key is of another kind.</exception>
    /// <exception cref="CryptographicException">The key cannot sign.</exception>
    public EcdsaAuditSigner(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = AuditSigningKey.RequireP256(key);
        VerificationKey = new AuditVerificationKey(ECDsa.Create(key.ExportParameters(includePrivateParameters: false)));
        KeyId = VerificationKey.KeyId;

        // A public key alone is detected now, not at the first checkpoint.
        Sign([]);
    }

    /// <inheritdoc/>
    public string KeyId { get; }

    /// <inheritdoc/>
    public AuditVerificationKey VerificationKey { get; }

    /// <summary>Signs with the private key of a PEM file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The signer.</returns>
    /// <exception cref="ArgumentException">The file contains no such key.</exception>
    /// <exception cref="IOException">The file does not exist, is not a regular file, or is larger than 64 KiB.</exception>
    public static EcdsaAuditSigner FromPemFile(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(BoundedFile.ReadTextInTime(path, MaxPemBytes));
            return new EcdsaAuditSigner(key);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();

            // The messages of the parser take the path for the key.
            throw new ArgumentException("The file is not a PEM file with an unencrypted private ECDSA key (P-256).", exception);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Signs with the private key of a certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <returns>The signer.</returns>
    /// <exception cref="ArgumentException">The certificate has no such key.</exception>
    public static EcdsaAuditSigner FromCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new(certificate.GetECDsaPrivateKey() ?? throw new ArgumentException("The certificate has no private ECDSA key.", nameof(certificate)));
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => new(Sign(data.Span));

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        VerificationKey.Dispose();
    }

    private byte[] Sign(ReadOnlySpan<byte> data) => _key.SignData(data, HashAlgorithmName.SHA256);
}
