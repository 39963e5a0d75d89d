using System.Security.Cryptography;
using System.Text;

namespace McpGuard;

/// <summary>
/// Names a token that has no identifier of its own: by a hash that says nothing to whoever lacks the key, and the same for
/// as long as the process runs.
/// </summary>
internal sealed class TokenReference
{
    private const int Length = 16;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    public string Of(string token) =>
        $"ref:{Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(token)).AsSpan(0, Length))}";
}
