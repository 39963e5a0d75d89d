using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Telemetry;

/// <summary>What decisions are counted by, and that no client can add to it.</summary>
[TestFixture]
[Category("LOG-8")]
internal sealed class DecisionMetricTests
{
    private readonly PolicyHarness _server = new(null, McpServerTool.Create([RequireScope("a")] () => "", new() { Name = "known" }));
    private readonly AuditHarness _audit = new();

    [Test]
    public async Task Ten_thousand_unknown_tools_are_one_series()
    {
        using var decisions = Collect<long>("mcpguard.decisions");

        for (var i = 0; i < 10_000; i++)
            await DenyAsync("tools/call", $"tool-{i}");

        Assert.That(decisions.GetMeasurementSnapshot().Select(measurement => measurement.Tags["gen_ai.tool.name"]).Distinct(), Is.EqualTo(new[] { "_other" }));
        Assert.That(decisions.GetMeasurementSnapshot(), Has.Count.EqualTo(10_000));
    }

    [Test]
    public async Task Unknown_methods_are_one_series()
    {
        using var decisions = Collect<long>("mcpguard.decisions");
        using var durations = Collect<double>("mcpguard.decision.duration");

        for (var i = 0; i < 100; i++)
            await DenyAsync($"made/up/{i}", null);
        await DenyAsync(null, null);
        await DenyAsync("tools/list", null);

        string[] expected = ["_other", "tools/list"];
        Assert.That(decisions.GetMeasurementSnapshot().Select(measurement => measurement.Tags["mcp.method.name"]).Distinct(), Is.EqualTo(expected));
        Assert.That(durations.GetMeasurementSnapshot().Select(measurement => measurement.Tags["mcp.method.name"]).Distinct(), Is.EqualTo(expected));
    }

    [Test]
    public async Task Decision_is_counted_with_known_names_only()
    {
        using var decisions = Collect<long>("mcpguard.decisions");

        await DenyAsync("tools/call", "known");

        Assert.That(decisions.LastMeasurement!.Tags, Is.EquivalentTo(new Dictionary<string, object?>
        {
            ["mcpguard.decision"] = "deny",
            ["mcpguard.reason"] = "scope_insufficient",
            ["mcpguard.transport"] = "stream",
            ["mcp.method.name"] = "tools/call",
            ["gen_ai.tool.name"] = "known",
        }));
    }

    [TestCase("resources/read", "file:///etc/passwd")]
    [TestCase("prompts/get", "canary")]
    [TestCase("tasks/get", "canary")]
    public async Task Name_of_an_unknown_tool_is_not_a_metric_tag(string method, string target)
    {
        using var decisions = Collect<long>("mcpguard.decisions");

        await DenyAsync(method, target);

        Assert.That(decisions.LastMeasurement!.Tags.Values, Has.Member(method).And.No.Member(target));
        Assert.That(decisions.LastMeasurement.Tags.Keys, Has.No.Member("gen_ai.tool.name"));
    }

    [Test]
    public async Task Time_until_the_decision_is_on_record_is_measured()
    {
        using var durations = Collect<double>("mcpguard.decision.duration");
        var operation = Operation("tools/call", "known");
        _audit.Time.Advance(TimeSpan.FromMilliseconds(250));

        await _audit.Trail.TryRecordDecisionAsync(operation, _audit.Policy.AnyCaller);

        Assert.That(durations.LastMeasurement!.Value, Is.EqualTo(0.25));
        Assert.That(durations.LastMeasurement.Tags.Keys, Is.EquivalentTo(new[] { "mcpguard.decision", "mcpguard.transport", "mcp.method.name" }));
    }

    [Test]
    public async Task Call_whose_decision_was_lost_counts_as_the_denial_that_it_is()
    {
        using var decisions = Collect<long>("mcpguard.decisions");
        _audit.Sink.Fails = true;

        await _audit.Trail.TryRecordDecisionAsync(Operation("tools/call", "known"), _audit.Policy.AnyCaller);

        Assert.That(
            (decisions.LastMeasurement!.Tags["mcpguard.decision"], decisions.LastMeasurement.Tags["mcpguard.reason"]),
            Is.EqualTo(("deny", "audit_unavailable")));
    }

    [Test]
    public void Nothing_is_allocated_without_a_listener()
    {
        var metrics = new GuardMetrics(_audit.Meters);
        var tokens = new TokenMetrics(_audit.Meters);
        var operation = Operation("tools/call", "known");
        var record = new AuditRecord { RecordId = "r", Event = AuditEvent.Decision, OperationId = "o", Time = Callers.Now, LoggedTime = Callers.Now };
        Tell();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Tell();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Tell()
        {
            tokens.CountLookup(isKnown: true);
            using var span = DecisionSpan.StartOrNone(operation.Request.RemoteTrace?.Context, operation.StartedAt, _audit.Time);
            metrics.CountDecision(
                AuditEffect.Allow,
                ReasonCode.Allowed,
                operation.Request.Transport,
                MetricLabels.MethodOf(operation),
                MetricLabels.ToolOf(operation),
                TimeSpan.Zero);
            SpanAttributes.Enrich(new(record, AuditEffect.Allow, ReasonCode.Allowed, TargetKind.Tool, HttpProtocol: null, WithIdentity: false));
        }
    }

    private MetricCollector<T> Collect<T>(string instrument)
        where T : struct => new(_audit.Meters, McpGuardDefaults.Meter, instrument);

    private GuardedOperation Operation(string? method, string? target) =>
        _audit.Operation(new GuardedRequest { Transport = "stream", Method = method, Target = target }, Callers.With(), _server.Rules);

    private async Task DenyAsync(string? method, string? target) =>
        await _audit.Trail.TryRecordDecisionAsync(Operation(method, target), AccessDecision.Denied(ReasonCode.ScopeInsufficient));
}
