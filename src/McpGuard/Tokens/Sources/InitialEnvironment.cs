using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace McpGuard;

/// <summary>
/// The environment with which the process was started. On Linux it stays readable as <c>/proc/self/environ</c>, even after variables are
/// changed or removed, since the kernel shows the initial memory of the process. The process may overwrite that memory.
/// </summary>
internal static class InitialEnvironment
{
    // proc_pid_stat(5): fields 50 and 51 are env_start and env_end. The fields after the name begin with the third.
    private const int StartField = 50 - 3;
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Overwrites the value of a variable.</summary>
    /// <returns>Whether the value was overwritten: false if that memory cannot be found.</returns>
    public static bool TryErase(string variable)
    {
        // Windows removes a variable from its only block.
        if (OperatingSystem.IsWindows())
            return true;
        if (!OperatingSystem.IsLinux())
            return false;

        try
        {
            var (start, length) = Find();
            if (start == 0 || length is <= 0 or > MaxBytes)
                return false;

            Erase(start, (int)length, Encoding.UTF8.GetBytes($"{variable}="));
            return true;
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            return false;
        }
    }

    private static (nint Start, long Length) Find()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var (start, end) = (long.Parse(fields[StartField], CultureInfo.InvariantCulture), long.Parse(fields[StartField + 1], CultureInfo.InvariantCulture));
        return (checked((nint)start), end - start);
    }

    private static void Erase(nint start, int length, byte[] prefix)
    {
        var block = new byte[length];
        Marshal.Copy(start, block, 0, length);
        for (var at = 0; at < length;)
        {
            var end = Array.IndexOf(block, (byte)0, at);
            end = end < 0 ? length : end;
            if (block.AsSpan(at, end - at).StartsWith(prefix))
                Marshal.Copy(new byte[end - at - prefix.Length], 0, start + at + prefix.Length, end - at - prefix.Length);

            at = end + 1;
        }

        Array.Clear(block);
    }
}
