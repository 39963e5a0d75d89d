using System.Buffers.Text;
using System.Security.Cryptography;

namespace McpGuard.Audit;

/// <summary>
/// The identifier of one log. It is random, created once, and part of every header, checkpoint and signature, so that a signature of one
/// server is never valid for the log of another with the same key.
/// </summary>
internal static class LogId
{
    private const int Bytes = 16;
    private const int Length = 22;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static bool IsId(string text) => text.Length == Length && Base64Url.IsValid(text);
}
