using System.Diagnostics;
using System.Text;
using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Scale;

/// <summary>Servers, and clients of different sizes that take turns.</summary>
internal sealed class ScaleBench : IAsyncDisposable
{
    private const double WarmUpSeconds = 1;
    private const int WarmUps = 4;

    private readonly BenchmarkOptions _options;
    private readonly AuthorityEndpoint _endpoint;
    private readonly TemporaryDirectory _directory = new();
    private readonly List<ServerProcess> _servers = [];

    private ScaleBench(BenchmarkOptions options, AuthorityEndpoint endpoint) => (_options, _endpoint) = (options, endpoint);

    public long Errors { get; private set; }

    public static async Task<ScaleBench> StartAsync(BenchmarkOptions options) => new(options, await AuthorityEndpoint.StartAsync());

    public async Task<ServerProcess> AddServerAsync(Contender contender, params IEnumerable<(string Name, string? Value)> settings)
    {
        var variables = settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value));
        var server = await ServerProcess.StartAsync(contender, _endpoint.Authority.Issuer, _directory.Path, variables);
        _servers.Add(server);
        return server;
    }

    /// <summary>Makes a client.</summary>
    /// <param name="server">The server that it calls.</param>
    /// <param name="connections">How many connections it has.</param>
    /// <param name="tokens">How many tokens its connections have together, if that is more than one each.</param>
    /// <param name="tool">The tool that it calls.</param>
    public LoadClient Client(ServerProcess server, int connections, int tokens = 1, string tool = BenchmarkTools.Echo)
    {
        if (tokens == 1)
        {
            var token = NewToken();
            return new LoadClient(server, [.. Enumerable.Range(0, connections).Select(_ => new ToolCall(server.Address, token, tool: tool))]);
        }

        var all = new byte[tokens][];
        Parallel.For(0, tokens, i => all[i] = Encoding.ASCII.GetBytes(NewToken()));
        return new LoadClient(server, [.. all.Chunk((tokens + connections - 1) / connections)
            .Select(part => new ToolCall(server.Address, Encoding.ASCII.GetString(part[0]), tool: tool, tokens: part))]);
    }

    /// <summary>Lets clients take turns.</summary>
    /// <returns>What a call costs the server of each client, in microseconds of its processors.</returns>
    public async Task<double[]> MeasureAsync(LoadClient[] clients, BenchmarkOptions options)
    {
        var costs = clients.Select(_ => new List<double>()).ToArray();
        // While the others have their turn, the runtime compiles again what a server calls often.
        for (var turn = 0; turn < WarmUps; turn++)
        {
            foreach (var client in clients)
                await WarmUpAsync(client, isFirst: turn == 0);
        }

        for (var round = 0; round < (options.RoundsOfAStart + 1) / 2; round++)
        {
            for (var turn = 0; turn < clients.Length; turn++)
            {
                var at = round % 2 == 0 ? turn : clients.Length - 1 - turn;
                costs[at].Add((await RunAsync(clients[at], options.TurnSeconds)).CpuMicrosecondsPerCall);
            }
        }

        foreach (var client in clients)
            client.Dispose();

        return [.. costs.Select(Ratios.MedianOf)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            server.Dispose();

        await _endpoint.DisposeAsync();
        _directory.Dispose();
    }

    // The first until each token was seen.
    private async Task WarmUpAsync(LoadClient client, bool isFirst)
    {
        var started = Stopwatch.GetTimestamp();
        var least = WarmUpSeconds * Math.Min(1, 2 * _options.TurnSeconds);
        for (var calls = 0L; (isFirst && calls < client.Tokens) || Stopwatch.GetElapsedTime(started).TotalSeconds < least;)
            calls += (await RunAsync(client, Math.Min(1, _options.TurnSeconds))).Calls;
    }

    private async Task<Turn> RunAsync(LoadClient client, double seconds)
    {
        var turn = await client.RunAsync(seconds);
        Errors += turn.Errors;
        return turn;
    }

    // All of one length, so that one can take the place of another in a request. For as long as a token may live.
    private string NewToken() =>
        _endpoint.Authority.Token(BenchmarkServer.Resource).WithTimes(0, 850).WithScopes(BenchmarkServer.Scope).With("groups", "staff").Build();
}
