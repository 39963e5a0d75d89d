using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Load;

/// <summary>What one server did in its turn of a round.</summary>
internal sealed record Turn(long Calls, long Errors, double Seconds, MeterReading Used)
{
    public double CallsPerSecond => Calls / Seconds;

    public double BytesPerCall => (double)Used.AllocatedBytes / Calls;

    public double CpuMicrosecondsPerCall => Used.CpuMilliseconds * 1000 / Calls;
}
