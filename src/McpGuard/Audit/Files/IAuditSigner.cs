namespace McpGuard;

/// <summary>
/// Signs the checkpoints of the audit log. Whoever holds its key can write a log that verifies, so the key is best kept where
/// the server can use it and not read it.
/// </summary>
public interface IAuditSigner
{
    /// <summary>Names the key: 1 to 128 letters, digits and <c>._:-</c>.</summary>
    string KeyId { get; }

    /// <summary>Signs with ECDSA, P-256 and SHA-256.</summary>
    /// <param name="data">What is signed.</param>
    /// <returns>The 64 bytes of <c>r</c> and <c>s</c> (IEEE P1363).</returns>
    byte[] Sign(ReadOnlySpan<byte> data);
}
