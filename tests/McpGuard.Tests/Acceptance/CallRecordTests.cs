using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

[TestFixture]
[Category("AUD-1")]
internal sealed class CallRecordTests
{
    [Test]
    public async Task Each_call_has_one_decision_and_each_that_ran_one_outcome_of_the_same_operation()
    {
        var failing = McpServerTool.Create([AllowAnyCaller] string () => throw new InvalidOperationException("broken"), new() { Name = "failing" });
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool, Probe.Read().Tool, failing]));
        await using var client = await server.ConnectAsync();
        string[] calls = ["open", "read", "nope", "failing", "open", "read", "failing"];

        foreach (var tool in calls)
        {
            try
            {
                await client.CallToolAsync(tool);
            }
            catch (McpException)
            {
                // Refused calls count as well.
            }
        }

        server.Token = "bad";
        await client.RefusalAsync("open");

        var decisions = server.Audit.Decisions.Where(record => record.Method == "tools/call").ToArray();
        var outcomes = server.Audit.Outcomes.Where(record => record.Method == "tools/call").ToArray();
        Assert.That(decisions.Select(record => record.Target), Is.EqualTo([.. calls, "open"]));
        Assert.That(decisions.Select(record => record.OperationId), Is.Unique);
        Assert.That(outcomes.Select(record => record.OperationId),
            Is.EqualTo(decisions.Where(record => record.Effect == AuditEffect.Allow).Select(record => record.OperationId)));
        Assert.That(outcomes.Select(record => record.Outcome), Is.EqualTo(new[]
        {
            AuditOutcome.Succeeded, AuditOutcome.ToolError, AuditOutcome.Succeeded, AuditOutcome.ToolError,
        }));
    }

    [Test]
    public async Task Concurrent_calls_are_recorded_separately()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool]));
        await using var client = await server.ConnectAsync();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.CallToolAsync("open").AsTask()));

        var decisions = server.Audit.Decisions.Where(record => record.Method == "tools/call").Select(record => record.OperationId).ToArray();
        Assert.That(decisions, Is.Unique.And.Exactly(100).Items);
        Assert.That(server.Audit.Outcomes.Where(record => record.Method == "tools/call").Select(record => record.OperationId), Is.EquivalentTo(decisions));
    }
}
