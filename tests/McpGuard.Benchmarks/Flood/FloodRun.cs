using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Flood;

/// <summary>The floods, one after the other, each with a server of its own.</summary>
internal static class FloodRun
{
    /// <returns>No errors: the figures have their goals.</returns>
    public static async Task<long> RunAsync(BenchmarkOptions options, List<Figure> figures)
    {
        // The threads of good callers must not wait for each other.
        ThreadPool.SetMinThreads(64, 64);
        foreach (var letter in options.Scenarios)
        {
            List<Figure> found = [];
            if (letter == 'f')
                await HungSinkScenario.RunAsync(found);
            else
                await Create(letter).RunAsync(found);

            foreach (var figure in found)
                Console.WriteLine($"{figure.Name}: {figure.Value}");

            figures.AddRange(found);
        }

        return 0;
    }

    private static FloodScenario Create(char letter) => letter switch
    {
        'a' => SharedConnection(),
        'b' => new('b', "300 slow connections") { Flood = nameof(SlowConnections), Callers = Alice },
        'c' => new('c', "100 slow streams") { Flood = nameof(SlowStreams), Callers = Alice },
        'd' => new('d', "made-up tokens of 8 KB") { Flood = nameof(MadeUpTokens), Callers = Alice },
        'e' => new('e', "made-up opaque tokens") { Flood = "OpaqueTokens", Callers = bench => Task.FromResult(bench.Callers(bench.NewOpaqueTokens)) },
        'g' => new('g', "sink with slow outcomes") { Sink = SinkMode.SlowOutcomes, Callers = Alice },
        'h' => Greedy(),
        _ => throw new ArgumentOutOfRangeException(nameof(letter), letter, "There is no such flood."),
    };

    private static Task<IReadOnlyCollection<IGoodCaller>> Alice(FloodBench bench) => Task.FromResult(bench.Callers(bench.OneToken("alice")));

    private static FloodScenario SharedConnection()
    {
        HttpClient? shared = null;
        return new('a', "1 MB bodies on a shared HTTP/2 connection")
        {
            Callers = bench => Task.FromResult(bench.Callers(shared = bench.Target.CreateHttp2Client(isStranger: false, mayConnectAgain: false))),
            OwnFlood = _ => new BodyBursts(shared!),
        };
    }

    private static FloodScenario Greedy()
    {
        string? idle = null;
        return new('h', "one greedy caller")
        {
            HasSessions = true,
            Flood = nameof(GreedyCaller),
            Callers = async bench =>
            {
                idle = await bench.BeginSessionAsync("alice");
                var session = await bench.BeginSessionAsync("alice");
                return bench.Callers(bench.OneToken("alice", session));
            },
            Afterwards = bench =>
            {
                using var connection = new Connection(bench.Target.Http1, token: null);
                var (status, isAnswered) = connection.Call(new ToolCall(bench.Target.Http1, bench.Token("alice"), idle));
                return Task.FromResult(new Figure("h the other caller's idle session goes on", $"{status}", "200", isAnswered));
            },
        };
    }
}
