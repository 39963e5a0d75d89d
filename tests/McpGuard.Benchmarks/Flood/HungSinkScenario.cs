using System.Diagnostics;
using System.Globalization;
using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Flood;

/// <summary>A sink that never answers: no call may run, each must have an answer, and nothing may be held for those that left.</summary>
internal static class HungSinkScenario
{
    private const int Waiting = 20;
    private const double MaxHeldMegabytes = 64;
    private const double MaxSeconds = 7;

    // Longer than the default WriteTimeout: a client that still waits would wait forever.
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(7);

    public static async Task RunAsync(ICollection<Figure> figures)
    {
        await using var bench = await FloodBench.StartAsync(hasSessions: false);
        await GoodCalls.RunAsync(bench.Callers(bench.OneToken("alice")), seconds: 2);
        using var memory = await MemoryGrowth.StartAsync(bench);
        await bench.SetSinkAsync(SinkMode.Hung);

        var tally = new Tally();
        var waiting = Task.WhenAll(
            Enumerable.Range(0, Waiting)
                .Select(_ => Task.Factory.StartNew(() => Wait(bench, tally), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        using var flooder = FloodScenario.Start(bench, nameof(LeavingClients));
        await flooder.ReadLineAsync();
        var slowest = (await waiting).Max();
        await Task.Delay(_rest);
        await memory.ReadHeapAsync(bench);
        using var later = new Connection(bench.Target.Http1, bench.Token("alice"));
        var (status, isAnswered) = later.Call();
        var health = await bench.ReadHealthAsync();

        figures.Add(new(
            "f 3,000 calls at a hung sink: those that waited were answered",
            string.Create(CultureInfo.InvariantCulture, $"{tally}, after {slowest:0.0} s at most"),
            "refused within 7 s",
            tally.ToString().StartsWith($"{Waiting} × refused", StringComparison.Ordinal) && slowest <= MaxSeconds));
        figures.Add(new("f a later call", isAnswered ? "result" : $"refused in {status}", "refused", !isAnswered));
        figures.Add(new("f health", health, "Unhealthy", health == "Unhealthy"));
        figures.Add(new("f server's memory", $"{memory}", "≤ 64 MB held", memory.HeldMegabytes <= MaxHeldMegabytes));
        figures.Add(new("f those that left were answered before", await flooder.EndAsync()));
    }

    private static double Wait(FloodBench bench, Tally tally)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var connection = new Connection(bench.Target.Http1, bench.Token("alice"));
            var (status, isAnswered) = connection.Call();
            tally.Add(isAnswered ? "result" : $"refused in {status}");
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            tally.Add("no answer");
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
