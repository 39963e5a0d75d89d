using System.Security.Cryptography;
using System.Text;

namespace McpGuard;

/// <summary>
/// Seals the files of approvals with the state key (HMAC-SHA-256), so that a process with access to the folder and without the key cannot
/// write an approval. The seal is a JSON string after the approval. Without a key, files have no seal and none is checked.
/// </summary>
internal sealed class ApprovalSeal(string? stateKey)
{
    // The line end, and the digest in quotes.
    private const int Length = 1 + 2 + (HMACSHA256.HashSizeInBytes * 2);

    // A key of its own, so that nothing that the state key seals elsewhere is the seal of a file.
    private readonly byte[]? _key = stateKey is null ? null : HMACSHA256.HashData(Convert.FromBase64String(stateKey), "mcpguard/approval-file/1"u8);

    public byte[] Close(byte[] content) => _key is null ? content : [.. content, .. SealOf(_key, content)];

    /// <summary>Finds the content of a file. With a key, the file must have the seal of its content.</summary>
    public bool TryOpen(byte[] file, out byte[] content)
    {
        content = file is [.., (byte)'"'] && file.Length > Length ? file[..^Length] : file;
        return _key is null || CryptographicOperations.FixedTimeEquals(file.AsSpan(content.Length), SealOf(_key, content));
    }

    private static byte[] SealOf(byte[] key, byte[] content) => Encoding.ASCII.GetBytes($"\n\"{Convert.ToHexStringLower(HMACSHA256.HashData(key, content))}\"");
}
