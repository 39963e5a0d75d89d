using System.Diagnostics;
using System.Globalization;
using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Servers;
using McpGuard.Testing;

namespace McpGuard.Benchmarks.Stdio;

/// <summary>How long a server over stdio takes from its start to its first answered call, and how many calls it answers then.</summary>
internal static class StdioRun
{
    private const double WarmUpSeconds = 2;

    private static readonly ServerKind[] _kinds = [ServerKind.Unguarded, ServerKind.Guarded];

    /// <summary>Measures both servers by turns and adds the figures.</summary>
    /// <returns>How much went wrong.</returns>
    public static async Task<long> RunAsync(BenchmarkOptions options, ICollection<Figure> figures)
    {
        Console.WriteLine("running the servers over stdio");
        await using var endpoint = await AuthorityEndpoint.StartAsync();
        using var directory = new TemporaryDirectory();
        var errors = await AddStartsAsync(options, endpoint.Authority, directory.Path, program: null, figures);
        if (options.Full)
            errors += await AddStartsAsync(options, endpoint.Authority, directory.Path, await NativeBuild.PathAsync(), figures);

        return errors + await AddThroughputAsync(options, endpoint.Authority, directory.Path, figures);
    }

    private static async Task<long> AddStartsAsync(
        BenchmarkOptions options, TestAuthority authority, string directory, string? program, ICollection<Figure> figures)
    {
        var errors = 0L;
        var starts = options.Starts ?? (options.Full ? 20 : 7);
        var times = _kinds.ToDictionary(kind => kind, _ => new List<double>());

        // The first of each is the one that the disk is read for.
        for (var start = 0; start <= starts; start++)
        {
            foreach (var kind in _kinds)
            {
                var started = Stopwatch.GetTimestamp();
                using var client = StdioClient.Start(kind, authority, directory, program);
                if (!await client.CallAsync())
                    errors++;
                if (start > 0)
                    times[kind].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        var (bare, guarded) = (new Ratios(times[ServerKind.Unguarded]), new Ratios(times[ServerKind.Guarded]));
        figures.Add(Figure.Of(
            $"stdio, start to first answered call{(program is null ? "" : ", native")}: Guarded − Unguarded",
            guarded.Median - bare.Median,
            "ms",
            Goals.StdioStart,
            string.Create(CultureInfo.InvariantCulture, $"{guarded.Median - bare.Median:0} ms ({guarded.Median:0} − {bare.Median:0} ms)")));
        return errors;
    }

    private static async Task<long> AddThroughputAsync(BenchmarkOptions options, TestAuthority authority, string directory, ICollection<Figure> figures)
    {
        using var bare = StdioClient.Start(ServerKind.Unguarded, authority, directory);
        using var guarded = StdioClient.Start(ServerKind.Guarded, authority, directory);
        var errors = (await bare.RunAsync(WarmUpSeconds)).Errors + (await guarded.RunAsync(WarmUpSeconds)).Errors;
        List<(double Bare, double Guarded)> rounds = [];
        for (var round = 0; round < options.RoundsOfAStart; round++)
        {
            var (one, other) = (await bare.RunAsync(options.TurnSeconds), await guarded.RunAsync(options.TurnSeconds));
            rounds.Add((one.PerSecond, other.PerSecond));
            errors += one.Errors + other.Errors;
        }

        figures.Add(Figure.Of("stdio, one caller: Unguarded", Ratios.MedianOf(rounds.Select(round => round.Bare)), Chart.Unit));
        figures.Add(Figure.Of("stdio, one caller: Guarded", Ratios.MedianOf(rounds.Select(round => round.Guarded)), Chart.Unit));
        var ratios = new Ratios(rounds.Select(round => round.Guarded / round.Bare));
        figures.Add(Figure.Of("stdio, calls/s: Guarded ÷ Unguarded", ratios.Median, value: ratios.ToString()));
        return errors;
    }
}
