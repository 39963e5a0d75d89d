using System.Diagnostics;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;

namespace McpGuard.Tests.Acceptance;

/// <summary>Without HTTP: the guard's spans hang in those of the SDK, and what a message says of its trace is for correlation only.</summary>
[TestFixture]
[Category("OTL-1")]
internal sealed class CallTraceTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";

    [Test]
    [Category("OTL-2")]
    public async Task Call_of_the_official_client_is_one_trace()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool, Probe.Read().Tool]));
        await using var client = await server.ConnectAsync();
        using var spans = new SpanTrap(McpGuardDefaults.ActivitySource, SpanTrap.McpServer);

        await client.CallToolAsync("open");
        await client.RefusalAsync("read");
        await Eventually.IsTrueAsync(() => ServerSpans(spans).Count == 2);

        Assert.That(spans.Decisions.Select(span => span.GetTagItem("mcpguard.decision")), Is.EqualTo(new[] { "allow", "deny" }));
        foreach (var decision in spans.Decisions)
        {
            var served = ServerSpans(spans).Single(span => span.SpanId == decision.ParentSpanId);
            var record = server.Audit.Decisions.Single(record => record.OperationId == (string?)decision.GetTagItem("mcpguard.operation.id"));
            Assert.That(served.GetTagItem("mcpguard.operation.id"), Is.EqualTo(record.OperationId));
            Assert.That((record.TraceId, record.SpanId), Is.EqualTo((served.TraceId.ToHexString(), served.SpanId.ToHexString())));
            Assert.That(served.TagObjects.Select(tag => tag.Key), Is.Unique, "There is no duplicate.");
            Assert.That(served.GetTagItem("mcp.session.id") is null, Is.EqualTo(record.ProtocolVersion == "2026-07-28"));
            Assert.That(decision.GetTagItem("mcp.session.id"), Is.Null);
        }
    }

    [TestCase("01")]
    [TestCase("00")]
    [Category("AUD-5")]
    public async Task Trace_of_a_message_is_on_record_whether_or_not_it_is_sampled(string flags)
    {
        await using var server = new WireServer(mcp => mcp.WithTools([Probe.Open().Tool]));
        server.MoreMeta = $"""
            "traceparent":"00-{Trace}-{Span}-{flags}","tracestate":"vendor=canary","baggage":"user=canary"
            """;

        Assert.That((await server.CallAsync("open")).IsResult(), Is.True);

        var record = server.Audit.Decisions.Single();
        Assert.That((record.TraceId, record.ParentSpanId, record.SpanId), Is.EqualTo((Trace, Span, (string?)null)));
        Assert.That(string.Concat(server.Audit.Records), Does.Not.Contain("canary"));
    }

    [TestCase("\"garbage\"")]
    [TestCase("7")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("\"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"")]
    [TestCase("\"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01\"")]
    [TestCase("\"00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01\"")]
    [Category("AUD-5")]
    public async Task Invalid_trace_is_ignored(string trace)
    {
        await using var server = new WireServer(mcp => mcp.WithTools([Probe.Open().Tool]));
        server.MoreMeta = $"\"traceparent\":{trace}";

        Assert.That((await server.CallAsync("open")).IsResult(), Is.True);

        Assert.That((server.Audit.Decisions.Single().TraceId, server.Audit.Decisions.Single().ParentSpanId), Is.EqualTo(((string?)null, (string?)null)));
    }

    [Test]
    [Category("AUD-5")]
    public async Task Message_that_is_not_to_be_sampled_hides_no_decision()
    {
        await using var server = new WireServer(mcp => mcp.WithTools([Probe.Open().Tool]));
        server.MoreMeta = $"\"traceparent\":\"00-{Trace}-{Span}-00\"";
        using var spans = new SpanTrap(McpGuardDefaults.ActivitySource, SpanTrap.McpServer);

        Assert.That((await server.CallAsync("open")).IsResult(), Is.True);

        Assert.That(spans.Of(SpanTrap.McpServer).Where(span => span.Kind == ActivityKind.Server), Is.Empty, "The SDK's own span follows its client.");
        Assert.That(spans.Decisions.Single().Links.Select(link => link.Context.TraceId.ToHexString()), Is.EqualTo(new[] { Trace }));
        Assert.That(server.Audit.Decisions.Single().TraceId, Is.EqualTo(Trace));
    }

    private static IReadOnlyList<Activity> ServerSpans(SpanTrap spans) => [.. spans.Of(SpanTrap.McpServer).Where(span => span.Kind == ActivityKind.Server)];
}
