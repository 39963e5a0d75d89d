namespace McpGuard.Audit;

/// <summary>
/// Signs the checkpoints of the audit log. A holder of the key can write a log that verifies, so the key should be in a place where the
/// server can use it but not read it.
/// </summary>
public interface IAuditSigner
{
    /// <summary>The name of the key: 1 to 128 letters, digits and <c>._:-</c>.</summary>
    string KeyId { get; }

    /// <summary>
    /// The public half of the key, with the same <see cref="KeyId"/>. With it the writer checks at startup that it signed the existing log
    /// itself, and which old segments it may delete. Default: null; the writer then does not vouch for records that it finds at startup, and
    /// deletes nothing.
    /// </summary>
    AuditVerificationKey? VerificationKey => null;

    /// <summary>
    /// Signs with ECDSA, P-256 and SHA-256. The log asks for one signature at a time and waits two seconds for it. If the signer fails or
    /// is late, records are written without it, the health check is degraded, and a later signature covers them.
    /// </summary>
    /// <param name="data">The bytes to sign.</param>
    /// <param name="cancellationToken">Cancelled when the log stops waiting.</param>
    /// <returns>The 64 bytes of <c>r</c> and <c>s</c> (IEEE P1363).</returns>
    ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
