using System.Globalization;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace McpGuard.Benchmarks.Micro;

/// <summary>Runs the in-process benchmarks and takes their figures out of the reports.</summary>
internal static class MicroRunner
{
    /// <summary>Runs all of them and adds the figures.</summary>
    /// <returns>How many failed.</returns>
    public static async Task<long> RunAsync(BenchmarkOptions options, ICollection<Figure> figures)
    {
        var config = MicroConfig.For(options);
        var warm = Run<WarmDecisionBenchmarks>(config);
        var scale = Run<DecisionScaleBenchmarks>(config);
        var rules = Run<RuleScaleBenchmarks>(config);
        var firstSight = Run<FirstSightBenchmarks>(MicroConfig.For(options, hasTokensPerIteration: true));
        var envelope = Run<EnvelopeBenchmarks>(config);

        Summary[] all = [warm, scale, rules, firstSight, envelope];
        var failed = all.Sum(summary => summary.BenchmarksCases.Length -
            summary.Reports.Count(report => report is { Success: true, ResultStatistics: not null }));
        if (failed > 0)
            return failed;

        var decision = MicroResult.Of(warm.Reports[0]);
        figures.Add(Figure.Of("warm decision with its record, time", decision.Nanoseconds / 1000, "µs", Goals.WarmDecisionTime));
        figures.Add(Figure.Of("warm decision with its record, allocated", decision.Bytes, "B", Goals.WarmDecisionBytes));
        AddRatio(figures, "decision among 10,000 tools ÷ among 10", scale.Reports[1], scale.Reports[0]);
        AddRatio(figures, "decision by one of 10,000 rules ÷ of 10", rules.Reports[1], rules.Reports[0]);
        figures.Add(Figure.Of("server with 10,000 tools and rules, made in", RuleScaleBenchmarks.Load(10_000).TotalSeconds, "s"));
        await AddFirstSightAsync(options, figures);
        figures.Add(Measured("RequestEnvelope.Read", MicroResult.Of(envelope.Reports[0])));
        await InProcessCalls.AddAsync(options, figures);
        return 0;
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
        figures.Add(Measured("first sight of a token", rounds[1].Typical()));
        figures.Add(Figure.Of("first sight of a token ÷ bare ValidateTokenAsync", ratios.Median, goal: Goals.FirstSightToBareValidation, value: $"{ratios}"));
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

    /// <summary>A figure of a time and bytes, of which the time is its number.</summary>
    public static Figure Measured(string name, MicroResult result) => Figure.Of(name, result.Nanoseconds / 1000, "µs", value: result.ToString());

    private static void AddRatio(ICollection<Figure> figures, string name, BenchmarkReport report, BenchmarkReport basis)
    {
        var (one, other) = (MicroResult.Of(report), MicroResult.Of(basis));
        var ratio = one.Nanoseconds / other.Nanoseconds;
        figures.Add(Figure.Of(name, ratio, goal: Goals.Scale, value: string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} ({one} ÷ {other})")));
    }
}
