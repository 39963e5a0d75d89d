using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>Conditions that hang cost one deadline, however many they are.</summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class SlowConditionTests(bool blocks)
{
    [Test]
    [Category("LST-1")]
    public async Task List_waits_once_for_all_its_conditions_and_hides_undecided_entries()
    {
        var condition = new Hanging(blocks);
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.Services.AddSingleton<TimeProvider>(condition.Time);
            mcp.Services.AddKeyedSingleton<IAccessCondition>("hanging", condition);
            mcp.WithTools([.. Enumerable.Range(0, 6).SelectMany(i => new[] { SlowTool($"slow{i}"), FastTool($"fast{i}") })]);
        });
        await using var client = await server.ConnectAsync();

        var listing = client.ListToolsAsync().AsTask();
        await Eventually.IsTrueAsync(() => condition.Entered == 6);
        condition.Time.Advance(JointQuestion.Budget);

        Assert.That((await listing).Select(tool => tool.Name), Is.EquivalentTo(Enumerable.Range(0, 6).Select(i => $"fast{i}")));
        condition.GoOn.Set();
    }

    [Test]
    public async Task Rules_that_only_report_have_one_deadline_together()
    {
        var condition = new Hanging(blocks);
        string[] names = ["one", "two", "three"];
        var tool = McpServerTool.Create([AllowAnyCaller] () => "", new() { Name = "slow" });
        var rules = string.Join(',', names.Select(name => $$"""
            "{{name}}":{"Tools":"slow","Mode":"ReportOnly","Conditions":["{{name}}"]}
            """));
        var policy = new PolicyHarness(options => options.Policy = "{\"Rules\":{" + rules + "}}", server => server.ToolCollection = [tool], services =>
        {
            foreach (var name in names)
                services.AddKeyedSingleton<IAccessCondition>(name, condition);
        });
        Assert.That(policy.Problems, Is.Empty);

        var deciding = policy.Policy.DecideAsync(policy.Rules, policy.Ask(Callers.With(), "slow"), tool, CancellationToken.None).AsTask();
        await Eventually.IsTrueAsync(() => condition.Entered == 1);
        policy.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.That((await deciding).Shadow!.Reason, Is.EqualTo(ReasonCode.ConditionFailed));
        condition.GoOn.Set();
    }

    [Test]
    public async Task Callback_of_a_condition_that_throws_at_the_deadline_ends_no_process()
    {
        var condition = new Hanging(blocks) { CallbackThrows = true };
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.Services.AddSingleton<TimeProvider>(condition.Time);
            mcp.Services.AddKeyedSingleton<IAccessCondition>("hanging", condition);
            mcp.WithTools([SlowTool("slow"), FastTool("fast")]);
        });
        await using var client = await server.ConnectAsync();

        var listing = client.ListToolsAsync().AsTask();
        await Eventually.IsTrueAsync(() => condition.Entered == 1);

        // A real clock would throw on its own thread.
        Assert.That(() => condition.Time.Advance(JointQuestion.Budget), Throws.Nothing);
        Assert.That((await listing).Select(tool => tool.Name), Is.EqualTo(new[] { "fast" }));
        condition.GoOn.Set();
    }

    private static McpServerTool FastTool(string name) => McpServerTool.Create([AllowAnyCaller] () => "", new() { Name = name });

    private static McpServerTool SlowTool(string name) => McpServerTool.Create([AllowAnyCaller, RequireCondition("hanging")] () => "", new() { Name = name });

    private sealed class Hanging(bool blocks) : IAccessCondition
    {
        private int _entered;

        public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

        public ManualResetEventSlim GoOn { get; } = new();

        public int Entered => _entered;

        public bool CallbackThrows { get; init; }

        public async ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
        {
            if (CallbackThrows)
                cancellationToken.Register(() => throw new InvalidOperationException("The callback fails."));
            Interlocked.Increment(ref _entered);
            if (blocks)
                GoOn.Wait(CancellationToken.None);
            else
                await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);

            return ConditionResult.Met();
        }
    }
}
