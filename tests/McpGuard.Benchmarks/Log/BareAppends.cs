using System.Diagnostics;
using System.Text;

namespace McpGuard.Benchmarks.Log;

/// <summary>
/// What the disk alone allows: the lines of a log appended to another file and flushed to stable storage, one by one. So the same bytes
/// reach the same disk by the same calls.
/// </summary>
internal static class BareAppends
{
    /// <summary>Appends every line of a log's segments.</summary>
    /// <param name="log">The directory of the log. The other file is made in the same directory.</param>
    /// <returns>Lines per second.</returns>
    public static double Run(string log)
    {
        byte[][] lines =
        [
            .. Directory.EnumerateFiles(log, "audit-*.jsonl").Order(StringComparer.Ordinal)
                .SelectMany(File.ReadLines).Select(line => Encoding.UTF8.GetBytes($"{line}\n")),
        ];
        using var file = new FileStream($"{log}.bare", new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
        });
        var started = Stopwatch.GetTimestamp();
        foreach (var line in lines)
        {
            file.Write(line);
            file.Flush(flushToDisk: true);
        }

        return lines.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
