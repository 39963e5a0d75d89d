using System.Globalization;
using System.Security.Cryptography;

namespace McpGuard;

/// <summary>
/// Names operations so that they sort by time and never meet, not even across machines. A counter costs a call less
/// than the system's random numbers; nobody gains anything by guessing a name.
/// </summary>
internal static class OperationId
{
    private static readonly int _process = RandomNumberGenerator.GetInt32(int.MaxValue);
    private static int _counter = RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>Milliseconds of the time, a number of the process, a number of the operation.</summary>
    public static string Next(TimeProvider time)
    {
        var milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        return string.Create(CultureInfo.InvariantCulture, stackalloc char[28], $"{milliseconds:x12}{_process:x8}{Interlocked.Increment(ref _counter):x8}");
    }
}
