using System.Diagnostics;
using McpGuard.Benchmarks.Servers;
using McpGuard.Testing;

namespace McpGuard.Benchmarks.Load;

/// <summary>
/// Measures the servers by turns, so that whatever else the machine does befalls all of them. They are restarted a few times,
/// since two processes of one program are not equally fast either.
/// </summary>
internal sealed class LoadHarness(BenchmarkOptions options)
{
    private const int WarmUpCalls = 25_000;
    private const int MinWarmUpSeconds = 4;
    private const int MaxWarmUpSeconds = 8;

    private readonly IReadOnlyList<Contender> _contenders = options.Full ? [.. Contender.Managed, .. Contender.Native] : Contender.Managed;

    /// <summary>Runs all rounds and adds the figures.</summary>
    /// <returns>How much went wrong.</returns>
    public async Task<long> RunAsync(ICollection<Figure> figures)
    {
        await using var endpoint = await AuthorityEndpoint.StartAsync();
        var report = new LoadReport(Lane.All(_contenders, options.Connections), options.Connections);
        for (var start = 0; start < options.StartsOfServers; start++)
        {
            using var directory = new TemporaryDirectory();
            await RunOnceAsync(endpoint.Authority, directory.Path, report);
        }

        report.AddTo(figures);
        return report.Errors;
    }

    private async Task RunOnceAsync(TestAuthority authority, string directory, LoadReport report)
    {
        Dictionary<Contender, ServerProcess> servers = [];
        Dictionary<Lane, LoadClient> clients = [];
        var calls = _contenders.ToDictionary(contender => contender, _ => 0L);
        try
        {
            foreach (var contender in _contenders)
            {
                var server = servers[contender] = await ServerProcess.StartAsync(contender, authority.Issuer, directory);
                report.Errors += ProtectionCheck.Run(contender, server, authority);
            }

            foreach (var lane in report.Lanes)
                clients[lane] = new LoadClient(servers[lane.Contender], Calls(lane, servers[lane.Contender], authority));

            foreach (var contender in _contenders)
                await WarmUpAsync(() => RunAsync(Lane.Echo(contender, options.Connections), seconds: Math.Min(1, 2 * options.TurnSeconds)));

            for (var round = 0; round < options.RoundsOfAStart; round++)
            {
                Dictionary<Lane, Turn> turns = [];
                foreach (var lane in round % 2 == 0 ? report.Lanes : report.Lanes.Reverse())
                    turns[lane] = await RunAsync(lane, options.TurnSeconds);

                report.Add(turns);
            }
        }
        finally
        {
            foreach (var client in clients.Values)
                client.Dispose();
            foreach (var server in servers.Values)
                server.Dispose();
        }

        report.Errors += _contenders.Sum(contender => AuditCheck.Run(contender, servers[contender].Directory, calls[contender]));

        async Task<Turn> RunAsync(Lane lane, double seconds)
        {
            var turn = await clients[lane].RunAsync(seconds);
            report.Errors += turn.Errors;
            calls[lane.Contender] += turn.Calls;
            return turn;
        }
    }

    // The runtime compiles what is called often once more, behind the calls; a busy machine takes longer for it.
    private async Task WarmUpAsync(Func<Task<Turn>> run)
    {
        var isTrial = options.TurnSeconds < 0.5;
        var (least, most) = isTrial ? (1, 1) : (MinWarmUpSeconds, MaxWarmUpSeconds);
        var calls = 0L;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds is var seconds && seconds < most && (seconds < least || calls < WarmUpCalls))
            calls += (await run()).Calls;
    }

    private static ToolCall[] Calls(Lane lane, ServerProcess server, TestAuthority authority) =>
        [.. Enumerable.Range(0, lane.Connections).Select(_ => new ToolCall(server.Address, Token(authority), tool: lane.Tool))];

    private static string Token(TestAuthority authority) =>
        authority.Token(BenchmarkServer.Resource).WithTimes(0, 850).WithScopes("demo:list", BenchmarkServer.Scope).Build();
}
