using System.Security.Cryptography.X509Certificates;

namespace McpGuard.Audit;

/// <summary>Finds the key that the options name for the signing of checkpoints.</summary>
internal static class AuditSignerFactory
{
    /// <exception cref="ArgumentException">What is named there is no such key.</exception>
    /// <exception cref="IOException">The key file cannot be read.</exception>
    public static IAuditSigner? Create(AuditFileOptions options) => options switch
    {
        { SigningKey: { } file } => EcdsaAuditSigner.FromPemFile(file),
        { SigningCertificate: { } thumbprint } => FromStore(thumbprint),
        _ => null,
    };

    private static EcdsaAuditSigner FromStore(string thumbprint)
    {
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            using var store = new X509Store(StoreName.My, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (System.Security.Cryptography.CryptographicException)
            {
                // There is no such store here.
                continue;
            }

            // The audit log of a certificate that has ended still has to be written: verifying it asks for the key, not for its name.
            if (store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false) is [var certificate, ..])
                return EcdsaAuditSigner.FromCertificate(certificate);
        }

        throw new ArgumentException($"SigningCertificate is '{thumbprint}', and neither the user's nor the machine's store My has it. Give the thumbprint of one with a private key.");
    }
}
