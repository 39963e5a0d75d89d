using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Micro;

/// <summary>What a whole call costs in each of the three servers where nothing else does: no network, no second call.</summary>
internal static class InProcessCalls
{
    private const int CallsPerBatch = 50;
    private const int WarmUpCalls = 20_000;

    public static async Task AddAsync(BenchmarkOptions options, ICollection<Figure> figures)
    {
        await using var endpoint = await AuthorityEndpoint.StartAsync();
        var token = endpoint.Authority.Token(BenchmarkServer.Resource).WithTimes(0, 850).WithScopes("demo:list", BenchmarkServer.Scope).Build();
        await using var unguarded = new InProcessServer(ServerKind.Unguarded, endpoint.Authority.Issuer, token);
        await using var stock = new InProcessServer(ServerKind.Stock, endpoint.Authority.Issuer, token);
        await using var guarded = new InProcessServer(ServerKind.Guarded, endpoint.Authority.Issuer, token);
        foreach (var server in new[] { unguarded, stock, guarded })
        {
            await server.StartAsync();
            await server.CallAsync(WarmUpCalls);
        }

        var rounds = await Interleaved.RunAsync(
            options.Full ? 2000 : 200,
            CallsPerBatch,
            prepare: static () => { },
            () => unguarded.CallAsync(CallsPerBatch),
            () => stock.CallAsync(CallsPerBatch),
            () => guarded.CallAsync(CallsPerBatch));
        var (bare, withStock, withGuard) = (rounds[0].Typical(), rounds[1].Typical(), rounds[2].Typical());
        figures.Add(MicroRunner.Measured("whole call in process, Unguarded", bare));
        figures.Add(MicroRunner.Measured("what Stock adds to it", withStock - bare));
        figures.Add(MicroRunner.Measured("what Guarded adds to it", withGuard - bare));
    }
}
