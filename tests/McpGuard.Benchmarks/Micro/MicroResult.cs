using System.Globalization;
using BenchmarkDotNet.Reports;

namespace McpGuard.Benchmarks.Micro;

/// <summary>What one operation takes: the lower quartile, since other work on the machine only ever adds.</summary>
internal readonly record struct MicroResult(double Nanoseconds, long Bytes)
{
    public string Time => Nanoseconds < 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{Nanoseconds:0} ns")
        : string.Create(CultureInfo.InvariantCulture, $"{Nanoseconds / 1000:0.00} µs");

    public string Allocation => $"{Bytes} B";

    public static MicroResult Of(BenchmarkReport report) =>
        new(report.ResultStatistics!.Q1, report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);

    public static MicroResult operator -(MicroResult whole, MicroResult part) =>
        new(whole.Nanoseconds - part.Nanoseconds, whole.Bytes - part.Bytes);

    public override string ToString() => $"{Time}, {Allocation}";
}
