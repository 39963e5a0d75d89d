using System.Globalization;
using McpGuard.Benchmarks.Load;

namespace McpGuard.Benchmarks.Log;

/// <summary>What a short audit log takes to be written, verified and queried.</summary>
internal static class LogRun
{
    /// <summary>The unit of its figures.</summary>
    public const string Rate = "records/s";

    private const int Records = 300_000;
    private const int AppendCallers = 8;
    private const int FlushedRecords = 200;

    /// <summary>Adds the figures.</summary>
    /// <returns>How much went wrong.</returns>
    public static async Task<long> RunAsync(BenchmarkOptions options, ICollection<Figure> figures)
    {
        Console.WriteLine("running the audit log");
        await AddFlushedAsync(options, figures);

        // The runtime compiles the writer's code again while it runs, so the best of a few runs shows its later speed.
        List<double> appends = [];
        List<double> verifications = [];
        var errors = 0;
        for (var round = 0; round < (options.Full ? 10 : 4); round++)
        {
            using var log = new SampleLog();
            appends.Add(await log.WriteAsync(Records, AuditDurability.Buffered, AppendCallers));
            var (verified, result) = log.Verify();
            verifications.Add(verified);
            errors += result.ProblemCount == 0 && result.Records == Records ? 0 : 1;
        }

        figures.Add(Figure.Of("log: buffered append, 8 callers, to the last flush", appends.Max(), Rate, Goals.Appends));
        figures.Add(Figure.Of("log: verification with the key", verifications.Max(), Rate, Goals.Verification));
        return errors;
    }

    // By turns, since what a disk can do changes from one second to the next. Each record is awaited: of a call's two records the log
    // flushes only the decision before it continues, and the bare loop flushes every line.
    private static async Task AddFlushedAsync(BenchmarkOptions options, ICollection<Figure> figures)
    {
        List<(double Log, double Bare)> rounds = [];
        for (var round = 0; round < (options.Full ? 20 : 6); round++)
        {
            using var log = new SampleLog();
            rounds.Add((await log.WriteAsync(FlushedRecords, Durabilities.Flushed, callers: 1, isEachAwaited: true), BareAppends.Run(log.Directory)));
        }

        var ratios = new Ratios(rounds.Select(round => round.Log / round.Bare));
        figures.Add(Figure.Of("log: bare append and flush, one after the other", Ratios.MedianOf(rounds.Select(round => round.Bare)), Rate));
        figures.Add(Figure.Of($"log: {Durabilities.Flushed}, 1 caller", Ratios.MedianOf(rounds.Select(round => round.Log)), Rate));
        var name = $"log: {Durabilities.Flushed}, 1 caller ÷ bare append and flush";
        figures.Add(Figure.Of(name, ratios.Median, goal: Goals.FlushedToBareAppends, value: $"{ratios}"));
        foreach (var (callers, records) in new[] { (8, 4_000), (64, 30_000) })
        {
            using var log = new SampleLog();
            var perSecond = await log.WriteAsync(records, Durabilities.Flushed, callers, isEachAwaited: true);
            figures.Add(Figure.Of(string.Create(CultureInfo.InvariantCulture, $"log: {Durabilities.Flushed}, {callers} callers"), perSecond, Rate));
        }
    }
}
