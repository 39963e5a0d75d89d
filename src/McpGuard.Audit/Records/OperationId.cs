using System.Globalization;
using System.Security.Cryptography;

namespace McpGuard.Audit;

/// <summary>
/// Makes identifiers of operations that sort by time and are unique, also across machines. A counter costs a call less than the system's
/// random numbers. A guessed identifier gives no access.
/// </summary>
internal static class OperationId
{
    private static readonly int _process = RandomNumberGenerator.GetInt32(int.MaxValue);
    private static int _counter = RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>The time in milliseconds, a number of the process, a number of the operation.</summary>
    public static string Next(TimeProvider time)
    {
        Span<char> text = stackalloc char[28];
        time.GetUtcNow().ToUnixTimeMilliseconds().TryFormat(text, out _, "x12", CultureInfo.InvariantCulture);
        _process.TryFormat(text[12..], out _, "x8", CultureInfo.InvariantCulture);
        Interlocked.Increment(ref _counter).TryFormat(text[20..], out _, "x8", CultureInfo.InvariantCulture);
        return new string(text);
    }
}
