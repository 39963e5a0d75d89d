using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Load;

/// <summary>What one turn of a round measures: a server, the tool that is called, and over how many connections.</summary>
internal sealed record Lane(Contender Contender, string Tool, int Connections)
{
    // Enough callers that share a flush.
    private const int ManyConnections = 16;

    public static Lane Echo(Contender contender, int connections) => new(contender, BenchmarkTools.Echo, connections);

    public static Lane Wait(Contender contender, int connections) => new(contender, BenchmarkTools.Wait, connections);

    public static Lane Many(Contender contender) => new(contender, BenchmarkTools.Echo, ManyConnections);

    /// <summary>All turns of a round.</summary>
    /// <param name="contenders">The servers.</param>
    /// <param name="connections">Over how many connections each is called.</param>
    public static IReadOnlyList<Lane> All(IReadOnlyList<Contender> contenders, int connections) =>
    [
        .. contenders.Select(contender => Echo(contender, connections)),
        .. contenders.Select(contender => Wait(contender, connections)),
        .. new[] { Contender.Stock, Contender.Flushed }.Select(Many).Where(lane => lane.Connections != connections),
    ];

    public override string ToString() => $"{Contender.Name}{(Tool == BenchmarkTools.Wait ? ", 1 ms tool" : "")}, {Connections} connections";
}
