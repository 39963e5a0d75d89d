using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace McpGuard;

/// <summary>The SHA-256 of a token. It is stored instead of the token.</summary>
internal readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
{
    private const int UsualLength = 2048;

    public static TokenHash Of(ReadOnlySpan<char> token)
    {
        Span<byte> bytes = stackalloc byte[token.Length <= UsualLength ? UsualLength : TokenLimits.TokenLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.Latin1.GetBytes(token, bytes)], hash);
        var words = MemoryMarshal.Cast<byte, ulong>(hash);
        return new(words[0], words[1], words[2], words[3]);
    }
}
