using System.Diagnostics;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Telemetry;

/// <summary>What the span of a decision says, and where it hangs.</summary>
[TestFixture]
[Category("OTL-1")]
internal sealed class DecisionSpanTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";

    private static readonly ActivitySource _host = new("McpGuard.Tests.Host");

    private SpanTrap _spans = null!;

    [SetUp]
    public void Listen() => _spans = new SpanTrap(McpGuardDefaults.ActivitySource, _host.Name);

    [TearDown]
    public void StopListening() => _spans.Dispose();

    [Test]
    [Category("OTL-3")]
    public async Task Denial_has_the_request_and_the_reason()
    {
        var tool = McpServerTool.Create([RequireScope("a", "b")] () => "", new() { Name = "tool" });
        var policy = new PolicyHarness(null, tool);
        var caller = Callers.With("a", new Actor("agent-1", null, new Actor("agent-0", null, null)));
        var audit = new AuditHarness();
        var operation = audit.Operation(caller: caller);
        operation.TryDescribe(operation.Request with { RequestId = "7", ProtocolVersion = "2026-07-28" });

        await audit.Trail.TryRecordDecisionAsync(operation, policy.Decide(caller, tool), errorCode: 40300);

        var span = _spans.Decisions.Single();
        Assert.That(
            (span.OperationName, span.Kind, span.Status, span.StatusDescription),
            Is.EqualTo(("mcpguard.decision", ActivityKind.Internal, ActivityStatusCode.Error, (string?)null)));
        Assert.That(span.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value), Is.EquivalentTo(new Dictionary<string, object?>
        {
            ["mcpguard.operation.id"] = operation.Id,
            ["mcpguard.decision"] = "deny",
            ["mcpguard.reason"] = "scope_insufficient",
            ["mcpguard.transport"] = "stream",
            ["mcpguard.policy.rule"] = "declaration",
            ["mcpguard.policy.id"] = policy.Rules.Settings.Version,
            ["mcpguard.scopes.missing"] = new[] { "b" },
            ["mcpguard.actor.depth"] = 2,
            ["mcp.method.name"] = "tools/call",
            ["mcp.protocol.version"] = "2026-07-28",
            ["jsonrpc.request.id"] = "7",
            ["gen_ai.tool.name"] = "tool",
            ["error.type"] = "40300",
            ["rpc.response.status_code"] = "40300",
        }));
    }

    [Test]
    public async Task Allowed_call_is_not_an_error()
    {
        var span = await RecordAsync();

        Assert.That(
            (span.Status, span.GetTagItem("mcpguard.decision"), span.GetTagItem("error.type")), Is.EqualTo((ActivityStatusCode.Unset, "allow", (object?)null)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Span_names_its_caller_only_if_the_options_say_so(bool isNamed)
    {
        var span = await RecordAsync(options => options.Telemetry.IncludeIdentity = isNamed);

        object?[] identity = [.. new[] { "user.id", "mcpguard.client.id", "mcpguard.actor.id", "client.address" }.Select(span.GetTagItem)];
        Assert.That(identity, Is.EqualTo(isNamed ? new object?[] { "alice", "agent-1", "robot", "192.0.2.1" } : new object?[4]));
    }

    [Test]
    public async Task Lost_decision_is_traced_as_the_resulting_refusal()
    {
        var audit = new AuditHarness();
        audit.Sink.Fails = true;

        await audit.Trail.TryRecordDecisionAsync(audit.Operation(), audit.Policy.AnyCaller);

        var span = _spans.Decisions.Single();
        Assert.That((span.GetTagItem("mcpguard.decision"), span.GetTagItem("error.type")), Is.EqualTo(("deny", "audit_unavailable")));
    }

    [Test]
    public async Task Span_is_a_child_of_the_one_that_the_request_is_served_in()
    {
        using var served = _host.StartActivity("served")!;

        var span = await RecordAsync();

        Assert.That((span.TraceId, span.ParentSpanId), Is.EqualTo((served.TraceId, served.SpanId)));
        Assert.That(span.StartTimeUtc, Is.GreaterThanOrEqualTo(served.StartTimeUtc), "A child does not begin before its parent.");
        Assert.That(Activity.Current, Is.SameAs(served));
    }

    [Test]
    public async Task Span_without_a_parent_belongs_to_the_trace_in_the_request()
    {
        var span = await RecordAsync(traceParent: $"00-{Trace}-{Span}-01");

        Assert.That((span.TraceId.ToHexString(), span.ParentSpanId.ToHexString(), span.HasRemoteParent), Is.EqualTo((Trace, Span, true)));
    }

    [Test]
    [Category("AUD-5")]
    public async Task Client_that_does_not_sample_hides_no_decision()
    {
        var span = await RecordAsync(traceParent: $"00-{Trace}-{Span}-00");

        Assert.That(span.ParentSpanId, Is.EqualTo(default(ActivitySpanId)));
        Assert.That(span.Links.Select(link => (link.Context.TraceId.ToHexString(), link.Context.SpanId.ToHexString())), Is.EqualTo(new[] { (Trace, Span) }));
    }

    [Test]
    [Category("AUD-5")]
    public async Task Header_that_does_not_sample_hides_no_decision()
    {
        Assert.That(ActivityContext.TryParse($"00-{Trace}-{Span}-00", "vendor=canary", isRemote: true, out var remote));
        using var served = _host.StartActivity("served", ActivityKind.Server, remote)!;

        var span = await RecordAsync();

        Assert.That(served.Recorded, Is.False);
        Assert.That(span.TraceId, Is.Not.EqualTo(served.TraceId));
        Assert.That(span.Links.Select(link => (link.Context.SpanId, link.Context.TraceState)), Is.EqualTo(new[] { (served.SpanId, (string?)null) }));
        Assert.That(Activity.Current, Is.SameAs(served));
    }

    [Test]
    public void Trace_that_this_process_does_not_sample_stays_unseen()
    {
        using var served = new Activity("served").Start();

        var audit = new AuditHarness();
        var recorded = audit.Trail.TryRecordDecisionAsync(audit.Operation(), audit.Policy.AnyCaller).AsTask();

        Assert.That(recorded.Result, Is.True);
        Assert.That(_spans.Decisions, Is.Empty);
    }

    [Test]
    public async Task Body_that_names_another_trace_than_the_header_is_linked()
    {
        using var served = _host.StartActivity("served")!;

        var span = await RecordAsync(traceParent: $"00-{Trace}-{Span}-01");

        Assert.That(span.ParentSpanId, Is.EqualTo(served.SpanId));
        Assert.That(span.Links.Single().Context.TraceId.ToHexString(), Is.EqualTo(Trace));
    }

    private async Task<Activity> RecordAsync(Action<McpGuardOptions>? configure = null, string? traceParent = null)
    {
        var audit = new AuditHarness(configure);
        var request = new GuardedRequest
        {
            Transport = "stream",
            Method = "tools/call",
            ClientAddress = System.Net.IPAddress.Parse("192.0.2.1"),
            RemoteTrace = W3CTrace.Read(traceParent),
        };
        await audit.Trail.TryRecordDecisionAsync(audit.Operation(request, Callers.Through("robot")), audit.Policy.AnyCaller);
        return _spans.Decisions.Single();
    }
}
