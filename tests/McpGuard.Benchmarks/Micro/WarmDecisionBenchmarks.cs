using System.Text.Json;
using BenchmarkDotNet.Attributes;
using McpGuard.Benchmarks.Servers;
using ModelContextProtocol.Server;

namespace McpGuard.Benchmarks.Micro;

/// <summary>
/// What the guard does for a call whose token it knows: look the token up, decide on the tool, make the decision's record.
/// </summary>
public class WarmDecisionBenchmarks
{
    private static readonly string _toolName = ManyTools.Name(5);

    private GuardFixture _guard = null!;
    private ITokenValidator _validator = null!;
    private AccessPolicy _policy = null!;
    private AuditTrail _audit = null!;
    private McpServerTool _tool = null!;
    private string _token = null!;
    private Dictionary<string, JsonElement> _arguments = null!;

    [GlobalSetup]
    public void Setup()
    {
        _guard = new GuardFixture();
        _validator = _guard.Get<ITokenValidator>();
        _policy = _guard.Get<AccessPolicy>();
        _audit = _guard.Get<AuditTrail>();
        _tool = _guard.FindTool(_toolName);
        _token = _guard.NewToken();
        _arguments = GuardFixture.Arguments();
    }

    [GlobalCleanup]
    public void Cleanup() => _guard.Dispose();

    [Benchmark]
    public async Task<bool> WarmDecision()
    {
        var caller = (await _validator.ValidateAsync(new(_token), CancellationToken.None)).Caller!;
        var request = new GuardedRequest { Transport = "http", Method = "tools/call", Target = _toolName, RequestId = "10000000" };
        var operation = new GuardedOperation(request, _policy.Current, TimeProvider.System, startedAt: 0, id: "0198f3a1c0de7000a000000000000001");
        operation.TryIdentify(caller);
        var decision = await _policy.DecideAsync(operation.Policy, operation.Ask(), _tool, CancellationToken.None);
        return await _audit.TryRecordDecisionAsync(operation, decision, _arguments) && decision.IsAllowed
            ? true
            : throw new InvalidOperationException("The call was not allowed.");
    }
}
