using System.Globalization;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using McpGuard.Benchmarks.Trail;

namespace McpGuard.Benchmarks.Micro;

/// <summary>Runs the in-process benchmarks and takes their figures out of the reports.</summary>
internal static class MicroRunner
{
    /// <summary>Runs all of them and adds the figures.</summary>
    /// <returns>How many failed.</returns>
    public static async Task<int> RunAsync(BenchmarkOptions options, ICollection<Figure> figures)
    {
        var config = MicroConfig.For(options);
        var warm = Run<WarmDecisionBenchmarks>(config);
        var scale = Run<DecisionScaleBenchmarks>(config);
        var rules = Run<RuleScaleBenchmarks>(config);
        var firstSight = Run<FirstSightBenchmarks>(MicroConfig.For(options, hasTokensPerIteration: true));
        var envelope = Run<EnvelopeBenchmarks>(config);

        // Always briefly: at hundreds of thousands of records a second, a long run would fill a disk.
        var append = Run<AuditAppendBenchmarks>(MicroConfig.For(options with { Full = false }));
        Summary[] all = [warm, scale, rules, firstSight, envelope, append];
        var failed = all.Sum(summary => summary.BenchmarksCases.Length - summary.Reports.Count(report => report is { Success: true, ResultStatistics: not null }));
        if (failed > 0)
            return failed;

        var decision = MicroResult.Of(warm.Reports[0]);
        figures.Add(new Figure("warm decision, time", decision.Time, "≤ 2 µs", decision.Nanoseconds <= 2000));
        figures.Add(new Figure("warm decision, allocated", decision.Allocation, "≤ 1024 B", decision.Bytes <= 1024));
        AddRatio(figures, "decision among 10,000 tools ÷ among 10", scale.Reports[1], scale.Reports[0], 1.2);
        AddRatio(figures, "decision by one of 10,000 rules ÷ of 10", rules.Reports[1], rules.Reports[0], 1.2);
        figures.Add(new Figure("server with 10,000 tools and rules, made in", string.Create(CultureInfo.InvariantCulture, $"{RuleScaleBenchmarks.Load(10_000).TotalSeconds:0.0} s")));
        await AddFirstSightAsync(options, figures);
        figures.Add(new Figure("RequestEnvelope.TryRead", MicroResult.Of(envelope.Reports[0]).ToString()));

        var record = MicroResult.Of(append.Reports[0]);
        var perSecond = 1e9 / record.Nanoseconds;
        figures.Add(new Figure("audit file, one append", record.ToString()));
        figures.Add(new Figure("audit file, records/s", perSecond.ToString("N0", CultureInfo.InvariantCulture), "≥ 200,000", perSecond >= 200_000));
        var faults = await TrailFigures.AddAsync(figures);
        await InProcessCalls.AddAsync(options, figures);
        return faults;
    }

    // The two are measured once more, side by side: one after the other, as above, a busy moment falls on one of them alone.
    private static async Task AddFirstSightAsync(BenchmarkOptions options, ICollection<Figure> figures)
    {
        var tokens = new FirstSightBenchmarks();
        tokens.Setup();
        var rounds = await Interleaved.RunAsync(
            options.Full ? 400 : 40,
            FirstSightBenchmarks.TokensPerIteration,
            tokens.SignTokens,
            tokens.ValidateAllBareAsync,
            tokens.ValidateAllAsync);
        tokens.Cleanup();

        var ratios = rounds[1].Over(rounds[0]);
        figures.Add(new Figure("first sight of a token", rounds[1].Typical().ToString()));
        figures.Add(new Figure("first sight of a token ÷ bare ValidateTokenAsync", ratios.ToString(), "≤ 1.2", ratios.Median <= 1.2));
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
