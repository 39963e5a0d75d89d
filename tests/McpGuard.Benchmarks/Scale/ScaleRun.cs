using System.Globalization;
using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Scale;

/// <summary>Whether a call costs the server the same however many connections, tokens, tools and rules there are.</summary>
internal sealed class ScaleRun(BenchmarkOptions options)
{
    private const string TokenCacheVariable = "McpGuard__TokenCacheSize";

    private static readonly Contender _manyTools = Contender.Default with { Kind = ServerKind.GuardedWithManyTools };
    private static readonly Contender _manyToolsUnguarded = Contender.Unguarded with { Kind = ServerKind.UnguardedWithManyTools };
    private static readonly int[] _connections = [1, 8, 64, 512];
    private static readonly int[] _tools = [10, 10_000];

    /// <summary>Measures all of it and adds the figures.</summary>
    /// <returns>How much went wrong.</returns>
    public async Task<long> RunAsync(ICollection<Figure> figures)
    {
        Console.WriteLine("running the scales");
        await using var bench = await ScaleBench.StartAsync(options);
        var guarded = await bench.AddServerAsync(Contender.Default);
        var unguarded = await bench.AddServerAsync(Contender.Unguarded);
        await AddAsync(figures, bench, "1 to 512 connections", [.. _connections.Select(count => bench.Client(guarded, count))]);
        await AddAsync(figures, bench, "1 to 512 connections, Unguarded", [.. _connections.Select(count => bench.Client(unguarded, count))]);

        var many = await bench.AddServerAsync(Contender.Default, (TokenCacheVariable, Text(2 * options.Tokens)));
        await AddAsync(figures, bench, string.Create(CultureInfo.InvariantCulture, $"1 to {options.Tokens:#,0} live tokens"),
            [bench.Client(guarded, options.Connections), bench.Client(many, options.Connections, options.Tokens)]);

        await AddAsync(figures, bench, "10 to 10,000 tools and rules", await ManyToolsAsync(bench, _manyTools));
        await AddAsync(figures, bench, "10 to 10,000 tools, Unguarded", await ManyToolsAsync(bench, _manyToolsUnguarded));
        return bench.Errors;
    }

    private async Task<LoadClient[]> ManyToolsAsync(ScaleBench bench, Contender contender)
    {
        List<LoadClient> clients = [];
        foreach (var count in _tools)
        {
            var server = await bench.AddServerAsync(contender, (ManyToolsServer.CountVariable, Text(count)));
            clients.Add(bench.Client(server, options.Connections, tool: ManyTools.Name(count / 2)));
        }

        return [.. clients];
    }

    private async Task AddAsync(ICollection<Figure> figures, ScaleBench bench, string name, LoadClient[] clients)
    {
        var costs = await bench.MeasureAsync(clients, options);
        var ratio = costs.Max() / costs.Min();
        var value = $"{ratio.ToString("0.00", CultureInfo.InvariantCulture)} ({string.Join(", ", costs.Select(cost => Math.Round(cost)))} µs)";

        // The unguarded server is there to read the others by.
        var goal = name.EndsWith("Unguarded", StringComparison.Ordinal) ? null : Goals.Scale;
        figures.Add(Figure.Of($"server CPU per call, {name}: largest ÷ smallest", ratio, goal: goal, value: value));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
