using System.Buffers.Text;
using System.Security.Cryptography;

namespace McpGuard.Audit;

/// <summary>
/// The name of one log: random, made once, and in every header, checkpoint and signature, so that what one server has signed is never
/// taken for the log of another that has the same key.
/// </summary>
internal static class LogId
{
    private const int Bytes = 16;
    private const int Length = 22;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static bool IsId(string text) => text.Length == Length && Base64Url.IsValid(text);
}
