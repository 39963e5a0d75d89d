namespace McpGuard.Audit;

/// <summary>
/// Signs the checkpoints of the audit log. Whoever holds its key can write a log that verifies, so the key is best kept where
/// the server can use it and not read it.
/// </summary>
public interface IAuditSigner
{
    /// <summary>Names the key: 1 to 128 letters, digits and <c>._:-</c>.</summary>
    string KeyId { get; }

    /// <summary>
    /// The public half of the key, under the same <see cref="KeyId"/>. With it the writer checks at its start that the log it goes on with is
    /// its own. Default: null; the writer then vouches for nothing that it finds at its start.
    /// </summary>
    AuditVerificationKey? VerificationKey => null;

    /// <summary>Signs with ECDSA, P-256 and SHA-256.</summary>
    /// <param name="data">What is signed.</param>
    /// <returns>The 64 bytes of <c>r</c> and <c>s</c> (IEEE P1363).</returns>
    byte[] Sign(ReadOnlySpan<byte> data);
}
