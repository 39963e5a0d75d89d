using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Acceptance;

[TestFixture]
[Category("AUD-3")]
internal sealed class UnrecordedCallTests
{
    [Test]
    public async Task Call_whose_decision_is_lost_is_refused_and_does_not_run()
    {
        var probe = Probe.Open();
        await using var server = await StartAsync(probe, AuditFailureMode.DenyCall);
        await using var client = await server.ConnectAsync();

        server.Audit.Fails = true;
        var refusal = await client.RefusalAsync("open");

        Assert.That((refusal.CodeOf(), refusal.Data["retryable"]), Is.EqualTo((50301, (object)true)));
        Assert.That(probe.Runs, Is.Zero);

        server.Audit.Fails = false;
        await client.CallToolAsync("open");
        Assert.That(probe.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Other_messages_are_refused_too()
    {
        await using var server = await StartAsync(Probe.Open(), AuditFailureMode.DenyCall);
        await using var client = await server.ConnectAsync();

        server.Audit.Fails = true;
        var refusal = await Assert.ThrowsAsync<ModelContextProtocol.McpProtocolException>(async () => await client.ListToolsAsync());

        Assert.That(refusal!.CodeOf(), Is.EqualTo(50301));
    }

    [Test]
    public async Task Refused_call_whose_refusal_is_lost_is_still_refused()
    {
        var probe = Probe.Read();
        await using var server = await StartAsync(probe, AuditFailureMode.LogAndContinue);
        await using var client = await server.ConnectAsync();

        server.Audit.Fails = true;

        Assert.That((await client.RefusalAsync("read")).CodeOf(), Is.EqualTo(40300));
        Assert.That(probe.Runs, Is.Zero);
    }

    [Test]
    public async Task Call_runs_if_a_lost_record_is_only_logged()
    {
        var probe = Probe.Open();
        await using var server = await StartAsync(probe, AuditFailureMode.LogAndContinue);
        await using var client = await server.ConnectAsync();

        server.Audit.Fails = true;
        await client.CallToolAsync("open");

        Assert.That(probe.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Result_of_a_call_that_ran_is_delivered_although_its_outcome_is_lost()
    {
        var sink = new FailingAtOutcomes();
        await using var server = await StartAsync(Probe.Open(), AuditFailureMode.DenyCall, sink);
        await using var client = await server.ConnectAsync();

        var result = await client.CallToolAsync("open", new Dictionary<string, object?> { ["text"] = "x" });

        Assert.That(result.TextOf(), Is.EqualTo("open:x"));
        await Eventually.IsTrueAsync(() => sink.Lost == 1);
    }

    private static Task<GuardedTestServer> StartAsync(Probe probe, AuditFailureMode mode, IAuditSink? sink = null) => GuardedTestServer.StartAsync(mcp =>
    {
        mcp.WithTools([probe.Tool]);
        mcp.Services.Configure<McpGuardOptions>(options => options.Audit.FailureMode = mode);
        if (sink is not null)
            mcp.Services.AddSingleton(sink);
    });

    private sealed class FailingAtOutcomes : IAuditSink
    {
        public int Lost { get; private set; }

        public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
        {
            if (record is { Event: AuditEvent.Outcome, Method: "tools/call" })
            {
                Lost++;
                throw new IOException("The disk is full.");
            }

            return ValueTask.CompletedTask;
        }
    }
}
