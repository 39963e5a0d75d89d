using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpGuard.Audit;

/// <summary>Finds the key in the options for signing checkpoints.</summary>
internal static class AuditSignerFactory
{
    /// <exception cref="ArgumentException">The option does not lead to such a key. The message begins with the name of the option.</exception>
    /// <exception cref="IOException">The key file cannot be read.</exception>
    public static IAuditSigner? Create(AuditFileOptions options) => options switch
    {
        { SigningKey: { } file } => FromFile(file),
        { SigningCertificate: { } thumbprint } => FromStore(thumbprint),
        _ => null,
    };

    private static EcdsaAuditSigner FromFile(string file)
    {
        try
        {
            return EcdsaAuditSigner.FromPemFile(file);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"SigningKey is '{file}': {exception.Message}", exception);
        }
    }

    private static EcdsaAuditSigner FromStore(string thumbprint)
    {
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            using var store = new X509Store(StoreName.My, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (CryptographicException)
            {
                // This store does not exist here.
                continue;
            }

            // An expired certificate is accepted, since the audit log must still be written: verification checks the key only.
            if (store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false) is [var certificate, ..])
                return FromCertificate(certificate, thumbprint);
        }

        throw new ArgumentException(
            $"SigningCertificate is '{thumbprint}', and neither the user's nor the machine's store My has it. Give the thumbprint of one with a private key.");
    }

    private static EcdsaAuditSigner FromCertificate(X509Certificate2 certificate, string thumbprint)
    {
        try
        {
            return EcdsaAuditSigner.FromCertificate(certificate);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw new ArgumentException($"SigningCertificate is '{thumbprint}': {exception.Message}", exception);
        }
    }
}
