using System.Diagnostics;
using McpGuard.Benchmarks.Servers;
using McpGuard.Testing;

namespace McpGuard.Benchmarks.Load;

/// <summary>
/// Measures the three servers by turns, so that whatever else the machine does befalls all of them. They are started
/// anew a few times, since two processes of one program are not equally fast either.
/// </summary>
internal sealed class LoadHarness(BenchmarkOptions options)
{
    private const int WarmUpCalls = 25_000;
    private const int MinWarmUpSeconds = 4;
    private const int MaxWarmUpSeconds = 8;

    private static readonly ServerKind[] _kinds = Enum.GetValues<ServerKind>();

    /// <summary>Runs all rounds and adds the figures.</summary>
    /// <returns>How much went wrong.</returns>
    public async Task<long> RunAsync(ICollection<Figure> figures)
    {
        await using var endpoint = await AuthorityEndpoint.StartAsync();
        var report = new LoadReport();
        for (var start = 0; start < options.Starts; start++)
        {
            var auditDirectory = Path.Combine(Path.GetTempPath(), $"mcpguard-benchmark-{Guid.NewGuid():N}");
            try
            {
                await RunOnceAsync(endpoint.Authority, auditDirectory, report);
            }
            finally
            {
                if (Directory.Exists(auditDirectory))
                    Directory.Delete(auditDirectory, recursive: true);
            }
        }

        report.AddTo(figures);
        return report.Errors;
    }

    private async Task RunOnceAsync(TestAuthority authority, string auditDirectory, LoadReport report)
    {
        List<LoadClient> clients = [];
        var calls = 0L;
        try
        {
            foreach (var kind in _kinds)
            {
                var server = await ServerProcess.StartAsync(kind, authority.Issuer, auditDirectory);
                clients.Add(new LoadClient(server, [.. Tokens(authority)]));
                report.Errors += ProtectionCheck.Run(server, authority);
            }

            foreach (var client in clients)
                await WarmUpAsync(client, turn => Count(turn, report, ref calls));

            for (var round = 0; round < options.Rounds; round++)
            {
                List<Turn> turns = [];
                foreach (var client in round % 2 == 0 ? clients : Enumerable.Reverse(clients))
                    turns.Add(Count(await client.RunAsync(options.Seconds), report, ref calls));

                report.Add(turns);
            }
        }
        finally
        {
            foreach (var client in clients)
            {
                client.Dispose();
                client.Server.Dispose();
            }
        }

        report.Errors += AuditCheck.Run(auditDirectory, calls);
    }

    // The runtime compiles what is called often once more, behind the calls; a busy machine takes longer for it.
    private static async Task WarmUpAsync(LoadClient client, Action<Turn> count)
    {
        var calls = 0L;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds is var seconds && seconds < MaxWarmUpSeconds && (seconds < MinWarmUpSeconds || calls < WarmUpCalls))
        {
            var turn = await client.RunAsync(1);
            calls += turn.Calls;
            count(turn);
        }
    }

    private static Turn Count(Turn turn, LoadReport report, ref long guardedCalls)
    {
        report.Errors += turn.Errors;
        if (turn.Kind == ServerKind.Guarded)
            guardedCalls += turn.Calls;

        return turn;
    }

    private IEnumerable<string> Tokens(TestAuthority authority)
    {
        for (var i = 0; i < options.Connections; i++)
            yield return authority.Token(BenchmarkServer.Resource).WithTimes(0, 850).WithScopes("demo:list", BenchmarkServer.Scope).Build();
    }
}
