using System.Security.Cryptography;
using System.Text;

namespace McpGuard;

/// <summary>
/// Identifies a token without an identifier of its own, by a keyed hash. The hash reveals nothing without the key, and is stable while the
/// process runs.
/// </summary>
internal sealed class TokenReference
{
    private const int Length = 16;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    public string Of(string token) =>
        $"ref:{Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(token)).AsSpan(0, Length))}";
}
