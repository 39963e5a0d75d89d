namespace McpGuard.Benchmarks.Flood;

/// <summary>The process of a flooding client. It runs until its input is closed, and then reports the answers that it got.</summary>
internal static class Flooder
{
    /// <summary>Runs until the input ends.</summary>
    /// <param name="args"><c>--flooder</c>, the flood's name, the server's addresses for HTTP/1.1 and HTTP/2, a token.</param>
    public static async Task RunAsync(string[] args)
    {
        // Many clients in one process: their threads must not wait for each other.
        ThreadPool.SetMinThreads(64, 64);
        var tally = new Tally();
        using var stop = new CancellationTokenSource();
        var flood = RunAsync(Create(args[1]), new FloodTarget(new Uri(args[2]), new Uri(args[3]), args[4]), tally, stop.Token);
        await Console.In.ReadToEndAsync();
        await stop.CancelAsync();
        await flood;
        Console.WriteLine(tally);

        // What is still open ends with the process.
        Environment.Exit(0);
    }

    private static async Task RunAsync(IFlood flood, FloodTarget target, Tally tally, CancellationToken stop)
    {
        try
        {
            await flood.RunAsync(target, tally, stop);
            Console.WriteLine("done");
        }
        catch (OperationCanceledException)
        {
            // It runs as long as it may.
        }
    }

    private static IFlood Create(string name) => name switch
    {
        nameof(SlowConnections) => new SlowConnections(),
        nameof(SlowStreams) => new SlowStreams(),
        nameof(MadeUpTokens) => new MadeUpTokens(8, MadeUpTokens.Jwt),
        "OpaqueTokens" => new MadeUpTokens(64, () => $"made-up-{Guid.NewGuid():N}"),
        nameof(LeavingClients) => new LeavingClients(),
        nameof(GreedyCaller) => new GreedyCaller(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such flood."),
    };
}
