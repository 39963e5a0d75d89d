using System.Globalization;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Micro;

/// <summary>Runs the in-process benchmarks and takes their figures out of the reports.</summary>
internal static class MicroRunner
{
    /// <summary>Runs all of them and adds the figures.</summary>
    /// <returns>How many failed.</returns>
    public static int Run(BenchmarkOptions options, ICollection<Figure> figures)
    {
        var config = MicroConfig.For(options);
        var warm = Run<WarmDecisionBenchmarks>(config);
        var scale = Run<DecisionScaleBenchmarks>(config);
        var firstSight = Run<FirstSightBenchmarks>(MicroConfig.For(options, hasTokensPerIteration: true));
        var envelope = Run<EnvelopeBenchmarks>(config);
        var append = Run<AuditAppendBenchmarks>(config);
        var call = Run<InProcessCallBenchmarks>(MicroConfig.For(options, warmupCount: 40));
        Summary[] all = [warm, scale, firstSight, envelope, append, call];
        var failed = all.Sum(summary => summary.BenchmarksCases.Length - summary.Reports.Count(report => report is { Success: true, ResultStatistics: not null }));
        if (failed > 0)
            return failed;

        var decision = MicroResult.Of(warm.Reports[0]);
        figures.Add(new Figure("warm decision, time", decision.Time, "≤ 2 µs", decision.Nanoseconds <= 2000));
        figures.Add(new Figure("warm decision, allocated", decision.Allocation, "≤ 1024 B", decision.Bytes <= 1024));
        AddRatio(figures, "decision among 10,000 tools ÷ among 10", scale.Reports[1], scale.Reports[0], 1.2);
        AddRatio(figures, "first sight of a token ÷ bare ValidateTokenAsync", firstSight.Reports[1], firstSight.Reports[0], 1.2);
        figures.Add(new Figure("RequestEnvelope.TryRead", MicroResult.Of(envelope.Reports[0]).ToString()));

        var record = MicroResult.Of(append.Reports[0]);
        var perSecond = 1e9 / record.Nanoseconds;
        figures.Add(new Figure("audit file, one append", record.ToString()));
        figures.Add(new Figure("audit file, records/s", perSecond.ToString("N0", CultureInfo.InvariantCulture), "≥ 200,000", perSecond >= 200_000));
        AddCall(figures, call);
        return 0;
    }

    private static void AddCall(ICollection<Figure> figures, Summary call)
    {
        var of = call.Reports.ToDictionary(report => (ServerKind)report.BenchmarkCase.Parameters[nameof(InProcessCallBenchmarks.Server)], MicroResult.Of);
        var (unguarded, stock, guarded) = (of[ServerKind.Unguarded], of[ServerKind.Stock], of[ServerKind.Guarded]);
        figures.Add(new Figure("whole call in process, Unguarded", unguarded.ToString()));
        figures.Add(new Figure("what Stock adds to it", (stock - unguarded).ToString()));
        figures.Add(new Figure("what Guarded adds to it", (guarded - unguarded).ToString()));
    }

    private static Summary Run<T>(BenchmarkDotNet.Configs.IConfig config)
    {
        Console.WriteLine($"running {typeof(T).Name}");
        var summary = BenchmarkRunner.Run<T>(config);
        MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
        foreach (var error in summary.ValidationErrors)
            Console.Error.WriteLine(error.Message);

        return summary;
    }

    private static void AddRatio(ICollection<Figure> figures, string name, BenchmarkReport report, BenchmarkReport basis, double goal)
    {
        var (one, other) = (MicroResult.Of(report), MicroResult.Of(basis));
        var ratio = one.Nanoseconds / other.Nanoseconds;
        figures.Add(new Figure(
            name,
            string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} ({one} ÷ {other})"),
            string.Create(CultureInfo.InvariantCulture, $"≤ {goal:0.0}"),
            ratio <= goal));
    }
}
