using BenchmarkDotNet.Attributes;
using McpGuard.Benchmarks.Servers;
using ModelContextProtocol.Server;

namespace McpGuard.Benchmarks.Micro;

/// <summary>The decision alone, among few tools and among many.</summary>
public class DecisionScaleBenchmarks
{
    private GuardFixture _guard = null!;
    private AccessPolicy _policy = null!;
    private McpServerTool[] _tools = null!;
    private DelegatedCaller _caller = null!;
    private int _next;

    [Params(10, 10_000)]
    public int Tools { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _guard = new GuardFixture(Tools);
        _policy = _guard.Get<AccessPolicy>();
        _caller = (await _guard.Get<ITokenValidator>().ValidateAsync(new(_guard.NewToken()), CancellationToken.None)).Caller!;

        // Ten of them either way: what is asked about here is the table, not how many tools fit into the processor's cache.
        _tools = [.. Enumerable.Range(0, 10).Select(number => _guard.FindTool(ManyTools.Name(number * (Tools / 10))))];
    }

    [GlobalCleanup]
    public void Cleanup() => _guard.Dispose();

    [Benchmark]
    public bool Decide()
    {
        var tool = _tools[_next = (_next + 1) % _tools.Length];
        var request = new AccessRequest { Caller = _caller, Method = "tools/call", Target = tool.ProtocolTool.Name, Time = DateTimeOffset.UnixEpoch };
        return _policy.DecideAsync(_policy.Current, request, tool, CancellationToken.None).AsTask().GetAwaiter().GetResult().IsAllowed
            ? true
            : throw new InvalidOperationException("The call was not allowed.");
    }
}
