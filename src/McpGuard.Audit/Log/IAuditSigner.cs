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
    /// itself. Default: null; the writer then does not vouch for records that it finds at startup.
    /// </summary>
    AuditVerificationKey? VerificationKey => null;

    /// <summary>Signs with ECDSA, P-256 and SHA-256.</summary>
    /// <param name="data">The bytes to sign.</param>
    /// <returns>The 64 bytes of <c>r</c> and <c>s</c> (IEEE P1363).</returns>
    byte[] Sign(ReadOnlySpan<byte> data);
}
