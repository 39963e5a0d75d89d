using System.Diagnostics;

namespace McpGuard.AspNetCore.Tests.Telemetry;

/// <summary>Over HTTP: spans of decisions, and the traces that requests name.</summary>
[NonParallelizable]
internal sealed class TraceTests
{
    private const string Host = "Microsoft.AspNetCore";
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";
    private const string Canary = "canary7f3a";

    private static readonly string[] _standard =
    [
        "mcp.method.name", "mcp.protocol.version", "gen_ai.tool.name", "jsonrpc.request.id", "network.transport", "network.protocol.name",
        "network.protocol.version", "error.type", "rpc.response.status_code",
    ];

    private static readonly string?[] _garbage =
    [
        "garbage",
        $"ff-{Trace}-{Span}-01",
        $"00-{Trace.ToUpperInvariant()}-{Span}-01",
        $"00-{new string('0', 32)}-{Span}-01",
        $"00-{Trace}-{new string('0', 16)}-01",
        $"00-{Trace}-{Span}-01-more", $"00_{Trace}_{Span}_01", $"00-{Trace}-{Span}", new string('0', 4000),
    ];

    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    [Category("OTL-1")]
    [Category("OTL-2")]
    public async Task Served_call_has_one_span_of_the_sdk_and_in_it_one_of_the_guard(string? version)
    {
        using var spans = new SpanTrap(McpGuardDefaults.ActivitySource, SpanTrap.McpServer, Host);

        await CallAsync("files_read", version);
        await Eventually.IsTrueAsync(() => spans.Of(Host).Count == 1);

        var (served, decision) = (spans.Of(SpanTrap.McpServer).Single(), spans.Decisions.Single());
        Assert.That((decision.Kind, decision.ParentSpanId), Is.EqualTo((ActivityKind.Internal, served.SpanId)));
        Assert.That(served.ParentSpanId, Is.EqualTo(spans.Of(Host).Single().SpanId));
        Assert.That((served.GetTagItem("mcpguard.decision"), served.GetTagItem("network.protocol.version")), Is.EqualTo(("allow", "1.1")));
        Assert.That(served.TagObjects.Select(tag => tag.Key), Is.Unique, "There is no duplicate.");
        Assert.That(served.GetTagItem("mcp.session.id") is null, Is.EqualTo(version == "2026-07-28"));
        Assert.That(_server.Audit.Decisions.Single().SpanId, Is.EqualTo(served.SpanId.ToHexString()));
    }

    [Test]
    [Category("OTL-1")]
    public async Task Call_that_the_sdk_never_sees_has_its_decision_in_the_span_of_its_request()
    {
        using var spans = new SpanTrap(McpGuardDefaults.ActivitySource, SpanTrap.McpServer, Host);

        Assert.That((await CallAsync("files_write")).Status, Is.EqualTo(403));
        await Eventually.IsTrueAsync(() => spans.Of(Host).Count == 1);

        Assert.That(spans.Of(SpanTrap.McpServer), Is.Empty);
        Assert.That(spans.Decisions.Single().ParentSpanId, Is.EqualTo(spans.Of(Host).Single().SpanId));
        Assert.That((spans.Decisions.Single().Status, spans.Decisions.Single().GetTagItem("error.type")), Is.EqualTo((ActivityStatusCode.Error, "40300")));
    }

    [TestCase("files_read")]
    [TestCase("files_write")]
    [TestCase("nope")]
    [Category("OTL-3")]
    [Category("LOG-3")]
    public async Task Span_has_standard_attributes_and_those_of_the_guard_but_no_arguments_or_callers(string tool)
    {
        using var spans = new SpanTrap(McpGuardDefaults.ActivitySource);
        var token = _server.NewToken().With("sub", Canary).With("client_id", Canary).With("act", null).Without("act").Build();

        await WireRequest.Call(tool, $$"""{"path":"{{Canary}}"}""").With("traceparent", $"00-{Trace}-{Span}-01").With("tracestate", $"vendor={Canary}")
            .With("baggage", $"user={Canary}")
            .WithToken(token).SendAsync(_server);

        var span = spans.Decisions.Single();
        Assert.That(span.TagObjects.Select(tag => tag.Key).Where(key => !key.StartsWith("mcpguard.", StringComparison.Ordinal)), Is.SubsetOf(_standard));
        Assert.That(
            $"{string.Join(' ', span.TagObjects)} {span.TraceStateString} {string.Join(' ', span.Baggage)}", Does.Not.Contain(Canary).And.Not.Contain(token));
        Assert.That((span.TraceId.ToHexString(), span.ParentSpanId.ToHexString()), Is.EqualTo((Trace, Span)), "Nothing else makes spans here.");
    }

    [TestCase("01")]
    [TestCase("00")]
    [Category("AUD-5")]
    public async Task Trace_of_a_request_is_on_record_whether_or_not_it_is_sampled(string flags)
    {
        var traceParent = $"00-{Trace}-{Span}-{flags}";

        await WireRequest.Call("files_read").With("traceparent", traceParent).With("tracestate", $"vendor={Canary}").With("baggage", $"user={Canary}")
            .WithToken(Token()).SendAsync(_server);
        await WithMeta(traceParent).WithToken(Token()).SendAsync(_server);
        await WithMeta(traceParent).With("traceparent", $"00-{new string('1', 32)}-{Span}-01").WithToken(Token()).SendAsync(_server);
        await WireRequest.Call("files_read").With("traceparent", traceParent).SendAsync(_server);

        Assert.That(_server.Audit.Decisions.Select(record => (record.TraceId, record.ParentSpanId)), Is.EqualTo(Enumerable.Repeat((Trace, Span), 4)));
        Assert.That(string.Concat(_server.Audit.Records), Does.Not.Contain(Canary));
    }

    [TestCaseSource(nameof(_garbage))]
    [Category("AUD-5")]
    public async Task Invalid_trace_is_ignored(string traceParent)
    {
        await WireRequest.Call("files_read").With("traceparent", traceParent).WithToken(Token()).SendAsync(_server);
        await WithMeta(traceParent).WithToken(Token()).SendAsync(_server);

        Assert.That(_server.Audit.Decisions.Select(record => (record.Effect, record.TraceId, record.ParentSpanId)),
            Is.EqualTo(Enumerable.Repeat((AuditEffect.Allow, (string?)null, (string?)null), 2)));
    }

    [Test]
    [Category("AUD-5")]
    public async Task Body_that_does_not_speak_of_a_trace_leaves_that_of_the_host()
    {
        using var spans = new SpanTrap(Host);

        await WithMeta("garbage").With("traceparent", $"00-{Trace}-{Span}-00").WithToken(Token()).SendAsync(_server);

        Assert.That((_server.Audit.Decisions.Single().TraceId, _server.Audit.Decisions.Single().ParentSpanId), Is.EqualTo((Trace, Span)));
    }

    [Test]
    [Category("AUD-5")]
    public async Task Span_of_the_host_is_not_linked_to_the_trace_of_the_body()
    {
        using var spans = new SpanTrap(Host);

        await WithMeta($"00-{Trace}-{Span}-01").SendAsync(_server);

        var record = _server.Audit.Decisions.Single();
        Assert.That((record.Reason, record.TraceId, record.SpanId), Is.EqualTo((ReasonCode.CredentialMissing, Trace, (string?)null)));
    }

    private string Token() => _server.NewToken().Build();

    private Task<WireAnswer> CallAsync(string tool, string? version = null) =>
        WireRequest.Call(tool, """{"path":"a"}""", version).WithToken(Token()).SendAsync(_server);

    private static WireRequest WithMeta(string traceParent) => new(
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"files_read","arguments":{"path":"a"},"_meta":""" +
            $$$$"""{"traceparent":"{{{{traceParent}}}}","tracestate":"vendor={{{{Canary}}}}","baggage":"user={{{{Canary}}}}"}}}""");
}
