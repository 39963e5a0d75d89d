using System.Globalization;

namespace McpGuard.Benchmarks.Servers;

/// <summary>What a server process has used since it started.</summary>
internal readonly record struct MeterReading(long AllocatedBytes, double CpuMilliseconds)
{
    public static MeterReading Take() =>
        new(GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime.TotalMilliseconds);

    public static MeterReading Parse(string text)
    {
        var parts = text.Split(' ');
        return new(long.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public string ToString(IFormatProvider format) => string.Create(format, $"{AllocatedBytes} {CpuMilliseconds}");

    public static MeterReading operator -(MeterReading later, MeterReading earlier) =>
        new(later.AllocatedBytes - earlier.AllocatedBytes, later.CpuMilliseconds - earlier.CpuMilliseconds);
}
