using System.Diagnostics;
using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Micro;
using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Tests.Micro;

/// <summary>
/// What a call allocates is the same on every machine, so it is held here; times are not. The bounds are what is needed today, rounded
/// up. Code that is not optimized allocates an object for each asynchronous method, and has a bound of its own where that matters.
/// </summary>
internal sealed class AllocationTests
{
    private const int Calls = 1000;
    private const int WholeCalls = 100;

    // The least of a few rounds counts: neither what the server does on the side, nor what code allocates that the runtime has yet to
    // compile for the second time.
    private const int Rounds = 8;

    private static readonly bool _isOptimized = typeof(McpGuardOptions).Assembly
        .GetCustomAttributes(typeof(DebuggableAttribute), inherit: false)
        .Cast<DebuggableAttribute>()
        .All(attribute => !attribute.IsJITOptimizerDisabled);

    [Test]
    public async Task Warm_decision_with_its_record_allocates_little()
    {
        var benchmark = new WarmDecisionBenchmarks();
        benchmark.Setup();
        try
        {
            Assert.That(await BytesPerCallAsync(() => benchmark.WarmDecision()), Is.LessThanOrEqualTo(_isOptimized ? 768 : 2688));
        }
        finally
        {
            benchmark.Cleanup();
        }
    }

    [Test]
    public async Task Envelope_is_read_with_few_allocations()
    {
        var benchmark = new EnvelopeBenchmarks();

        Assert.That(await BytesPerCallAsync(() => Task.FromResult(benchmark.Read())), Is.LessThanOrEqualTo(288));
    }

    [TestCase(10)]
    [TestCase(10_000)]
    public async Task Decision_allocates_the_same_among_few_tools_and_among_many(int tools)
    {
        var benchmark = new DecisionScaleBenchmarks { Tools = tools };
        await benchmark.SetupAsync();
        try
        {
            Assert.That(await BytesPerCallAsync(() => Task.FromResult(benchmark.Decide())), Is.LessThanOrEqualTo(256));
        }
        finally
        {
            benchmark.Cleanup();
        }
    }

    [Test]
    public async Task Whole_call_over_http_allocates_little_more_with_the_guard()
    {
        await using var endpoint = await AuthorityEndpoint.StartAsync();
        var token = endpoint.Authority.Token(BenchmarkServer.Resource).WithScopes("demo:list", BenchmarkServer.Scope).Build();
        var bare = await BytesPerCallAsync(ServerKind.Unguarded, endpoint.Authority.Issuer, token);
        var guarded = await BytesPerCallAsync(ServerKind.Guarded, endpoint.Authority.Issuer, token);

        Assert.That(guarded - bare, Is.LessThanOrEqualTo(_isOptimized ? 4352 : 16384));
    }

    private static async Task<long> BytesPerCallAsync(ServerKind kind, string authority, string token)
    {
        await using var server = new InProcessServer(kind, authority, token);
        await server.StartAsync();
        await server.CallAsync(WholeCalls);

        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await server.CallAsync(WholeCalls);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / WholeCalls);
        }

        return least;
    }

    private static async Task<long> BytesPerCallAsync(Func<Task<bool>> call)
    {
        // The first call may have to wait, for keys for example.
        await call();
        Run(call);

        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(call);
            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Calls);
        }

        return least;
    }

    // What a call allocates is counted if it ends on this thread.
    private static void Run(Func<Task<bool>> call)
    {
        var isDone = true;
        for (var i = 0; i < Calls; i++)
            isDone &= call().IsCompletedSuccessfully;

        Assert.That(isDone, Is.True, "Nothing that the calls ask for takes time.");
    }
}
