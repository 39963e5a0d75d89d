using System.Globalization;
using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Flood;

/// <summary>Measures good callers alone and during one flood, and what the flood costs the server.</summary>
internal sealed record FloodScenario(char Letter, string Name)
{
    private const double WarmUpSeconds = 4;
    private const double AloneSeconds = 5;
    private const double FloodSeconds = 8;
    private const double MaxHeldMegabytes = 64;
    private const double MaxRatio = 2;

    private static readonly TimeSpan _rampUp = TimeSpan.FromSeconds(1);

    public bool HasSessions { get; init; }

    /// <summary>The flood in a process of its own, by its name.</summary>
    public string? Flood { get; init; }

    /// <summary>The flood in this process.</summary>
    public Func<FloodBench, IFlood>? OwnFlood { get; init; }

    public SinkMode Sink { get; init; }

    public required Func<FloodBench, Task<IReadOnlyCollection<IGoodCaller>>> Callers { get; init; }

    /// <summary>What else must hold when the flood has done all that it does.</summary>
    public Func<FloodBench, Task<Figure>>? Afterwards { get; init; }

    public async Task RunAsync(ICollection<Figure> figures)
    {
        await using var bench = await FloodBench.StartAsync(HasSessions);
        var callers = await Callers(bench);
        await GoodCalls.RunAsync(callers, WarmUpSeconds);
        var alone = await GoodCalls.RunAsync(callers, AloneSeconds);
        using var memory = await MemoryGrowth.StartAsync(bench);
        var (processor, audit) = (bench.Process.ProcessorTime, bench.AuditBytes);
        await bench.SetSinkAsync(Sink);

        using var stop = new CancellationTokenSource();
        var tally = new Tally();
        var own = OwnFlood?.Invoke(bench).RunAsync(bench.Target, tally, stop.Token);
        using var flooder = Flood is null ? null : Start(bench, Flood);
        await Task.Delay(_rampUp);
        var during = await GoodCalls.RunAsync(callers, FloodSeconds);
        var seconds = _rampUp.TotalSeconds + FloodSeconds;
        var cores = (bench.Process.ProcessorTime - processor).TotalSeconds / seconds;
        var auditPerSecond = (bench.AuditBytes - audit) / 1e6 / seconds;
        if (Afterwards is not null)
        {
            await flooder!.ReadLineAsync();
            figures.Add(await Afterwards(bench));
        }

        await memory.ReadHeapAsync(bench);
        await stop.CancelAsync();
        if (own is not null)
            await own.ContinueWith(static _ => { }, TaskScheduler.Default);

        var ratio = during.P99 / alone.P99;
        var answers = flooder is null ? tally.ToString() : await flooder.EndAsync();
        figures.Add(new(
            string.Create(CultureInfo.InvariantCulture, $"{Letter} {Name}: p50, p99 alone → during"),
            $"{alone} → {during}, p99 × {ratio:0.0}",
            "p99 × 2",
            ratio <= MaxRatio));
        figures.Add(new(
            $"{Letter} good callers' failures alone, during",
            $"{alone.Failures} of {alone.Count}, {during.Failures} of {during.Count}{(during.Failures == 0 ? "" : $": {bench.Failures}")}",
            "0",
            during.Failures == 0));
        figures.Add(new($"{Letter} server's memory", $"{memory}", "≤ 64 MB held", memory.HeldMegabytes <= MaxHeldMegabytes));
        figures.Add(
            new($"{Letter} server's processors, audit log", string.Create(CultureInfo.InvariantCulture, $"{cores:0.00} cores, {auditPerSecond:0.00} MB/s")));
        figures.Add(new($"{Letter} the flood was answered", answers));
    }

    public static ChildProcess Start(FloodBench bench, string flood)
    {
        var process = ChildProcess.Start("--flooder", flood, bench.Target.Http1.ToString(), bench.Target.Http2.ToString(), bench.Target.Token);
        process.YieldToOthers();
        return process;
    }
}
