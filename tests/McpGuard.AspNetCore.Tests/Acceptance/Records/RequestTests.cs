using System.Diagnostics;
using System.Text;

namespace McpGuard.AspNetCore.Tests.Acceptance.Records;

/// <summary>A record says where a request came from, how large it was, to which trace it belongs, and what of the time was the guard's.</summary>
internal sealed class RequestTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";

    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Address_port_and_size()
    {
        var record = await SendAsync(WireRequest.ReadCall);

        Assert.That(
            (record.ClientAddress, record.RequestBytes, record.Transport, record.RequestId),
            Is.EqualTo(("127.0.0.1", (long?)Encoding.UTF8.GetByteCount(WireRequest.ReadCall), "http", "7")));
        Assert.That(record.ClientPort, Is.InRange(1, 65535).And.Not.EqualTo(_server.Http.BaseAddress!.Port));
    }

    [Test]
    public async Task Time_of_the_guard_and_time_of_the_call()
    {
        await SendAsync(WireRequest.ReadCall);

        Assert.That(
            (_server.Audit.Decisions.Single().GuardMs, _server.Audit.Outcomes.Single().DurationMs),
            Is.EqualTo(((double?)0, (double?)0)),
            "The clock stands still.");
        Assert.That(_server.Audit.Records.Select(record => record.Time), Has.All.EqualTo(_server.Time.GetUtcNow()));
    }

    [TestCase("00")]
    [TestCase("01")]
    [Category("AUD-5")]
    public async Task Trace_is_the_one_that_the_message_names_sampled_or_not(string flags)
    {
        var record = await SendAsync(Ping($"\"00-{Trace}-{Span}-{flags}\""));

        Assert.That((record.TraceId, record.ParentSpanId), Is.EqualTo((Trace, Span)));
    }

    [TestCase("\"\"")]
    [TestCase("7")]
    [TestCase("\"00-00000000000000000000000000000000-00f067aa0ba902b7-01\"")]
    [TestCase("\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more\"")]
    [TestCase("\"canary\\u2028\"")]
    [Category("AUD-5")]
    public async Task Invalid_trace_is_ignored_without_harm(string trace)
    {
        var record = await SendAsync(Ping(trace));

        Assert.That((record.TraceId == Trace, record.ParentSpanId), Is.EqualTo((false, (string?)null)));
        Assert.That(record.ToString(), Does.Not.Contain("canary"));
    }

    [Test]
    [NonParallelizable]
    [Category("AUD-5")]
    public async Task Trace_is_that_of_the_servers_activity_if_the_message_has_none()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);

        await new WireRequest().With("traceparent", $"00-{Trace}-{Span}-01").WithToken(_server.NewToken().Build()).SendAsync(_server);

        var record = _server.Audit.Decisions.Single();
        Assert.That((record.TraceId, record.SpanId is { Length: 16 }), Is.EqualTo((Trace, true)));
    }

    private static string Ping(string trace) => $$"""{"jsonrpc":"2.0","id":7,"method":"ping","params":{"_meta":{"traceparent":{{trace}}} } }""";

    private async Task<AuditRecord> SendAsync(string body)
    {
        await new WireRequest(body).WithToken(_server.NewToken().Build()).SendAsync(_server);
        return _server.Audit.Decisions.Single();
    }
}
