using System.Text.Json;
using BenchmarkDotNet.Attributes;
using McpGuard.Benchmarks.Servers;
using ModelContextProtocol.Server;

namespace McpGuard.Benchmarks.Micro;

/// <summary>The decision by a rule that looks at groups and arguments, among few rules and among many: one for each tool.</summary>
public class RuleScaleBenchmarks
{
    private readonly JsonElement _arguments = JsonElement.Parse("""{"message":"message 10000000","count":1}""");

    private GuardFixture _guard = null!;
    private AccessPolicy _policy = null!;
    private McpServerTool[] _tools = null!;
    private DelegatedCaller _caller = null!;
    private int _next;

    [Params(10, 10_000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _guard = new GuardFixture(Rules, policy: ManyTools.Policy(Rules));
        _policy = _guard.Get<AccessPolicy>();
        _caller = (await _guard.Get<ITokenValidator>().ValidateAsync(new(_guard.NewToken()), CancellationToken.None)).Caller!;
        _tools = [.. Enumerable.Range(0, 10).Select(number => _guard.FindTool(ManyTools.Name(number * (Rules / 10))))];
    }

    [GlobalCleanup]
    public void Cleanup() => _guard.Dispose();

    [Benchmark]
    public bool Decide()
    {
        var tool = _tools[_next = (_next + 1) % _tools.Length];
        var request = new AccessRequest
        {
            Caller = _caller,
            Method = "tools/call",
            Target = tool.ProtocolTool.Name,
            Arguments = _arguments,
            Time = DateTimeOffset.UnixEpoch,
        };
        return _policy.DecideAsync(_policy.Current, request, tool, CancellationToken.None).AsTask().GetAwaiter().GetResult().IsAllowed
            ? true
            : throw new InvalidOperationException("The call was not allowed.");
    }

    /// <summary>How long it takes from nothing to a server with so many tools, of which each has a rule.</summary>
    internal static TimeSpan Load(int rules)
    {
        var policy = ManyTools.Policy(rules);
        var start = TimeProvider.System.GetTimestamp();
        using var guard = new GuardFixture(rules, policy: policy);
        _ = guard.Get<AccessPolicy>().Current;
        return TimeProvider.System.GetElapsedTime(start);
    }
}
