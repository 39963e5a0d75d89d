using System.Diagnostics;

namespace McpGuard.Benchmarks.Log;

/// <summary>What the disk alone allows: bytes appended to a file and flushed to stable storage, again and again.</summary>
internal static class BareAppends
{
    /// <summary>Appends records of the usual size.</summary>
    /// <returns>Records per second.</returns>
    public static double Run(int records)
    {
        var path = Path.Combine(Path.GetTempPath(), $"mcpguard-bare-{Guid.NewGuid():N}");
        var record = new byte[SampleLog.BytesPerRecord];
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0L; i < records; i++)
        {
            RandomAccess.Write(file, record, i * record.Length);
            RandomAccess.FlushToDisk(file);
        }

        return records / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
