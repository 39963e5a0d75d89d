using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;

namespace McpGuard.Tests.Pipeline;

/// <summary>Each call is allowed or refused, and either is recorded.</summary>
[TestFixture]
internal sealed class ToolCallTests
{
    [Test]
    public async Task Call_with_its_scopes_runs_and_is_recorded()
    {
        var probe = Probe.Read();
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([probe.Tool]));
        server.Token = server.NewToken().WithScopes("notes:read").Build();
        await using var client = await server.ConnectAsync();

        var result = await client.CallToolAsync("read", new Dictionary<string, object?> { ["text"] = "hello" });

        Assert.That(result.TextOf(), Is.EqualTo("read:hello"));
        Assert.That(probe.Runs, Is.EqualTo(1));
        var (decision, outcome) = OfCall(server);
        Assert.That((decision.Effect, decision.Reason, decision.Target), Is.EqualTo((AuditEffect.Allow, ReasonCode.Allowed, "read")));
        Assert.That((outcome!.Outcome, outcome.OperationId), Is.EqualTo((AuditOutcome.Succeeded, decision.OperationId)));
    }

    [Test]
    [Category("LST-2")]
    [Category("STD-4")]
    public async Task Error_for_a_call_without_a_scope_names_the_required_scopes()
    {
        var probe = Probe.Write();
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([probe.Tool]));
        server.Token = server.NewToken().WithScopes("notes:read", "other").Build();
        await using var client = await server.ConnectAsync();

        var refusal = await client.RefusalAsync("write");

        var (decision, outcome) = OfCall(server);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(probe.Runs, Is.Zero);
            Assert.That(refusal.CodeOf(), Is.EqualTo(40300));
            Assert.That(refusal.Data["error"], Is.EqualTo("insufficient_scope"));
            Assert.That(refusal.Data["scope"], Is.EqualTo("notes:read notes:write"));
            Assert.That(refusal.Data["retryable"], Is.True);
            Assert.That(refusal.Data["operation_id"], Is.EqualTo(decision.OperationId));
            Assert.That((decision.Effect, decision.Reason), Is.EqualTo((AuditEffect.Deny, ReasonCode.ScopeInsufficient)));
            Assert.That(decision.ScopesMissing, Is.EqualTo(new[] { "notes:write" }));
            Assert.That(outcome, Is.Null, "What does not run has no outcome.");
        }
    }

    [Test]
    [Category("RSP-16")]
    public async Task Unknown_tool_gets_the_error_of_the_server()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool]));
        await using var client = await server.ConnectAsync();

        var refusal = await client.RefusalAsync("nope");

        Assert.That(refusal.ErrorCode, Is.EqualTo(McpErrorCode.InvalidParams));
        Assert.That(refusal.Message, Does.Contain("Unknown tool: 'nope'"));
        Assert.That(refusal.Data, Is.Empty);
        Assert.That(OfCall(server).Decision.Reason, Is.EqualTo(ReasonCode.TargetUnknown));
    }

    [Test]
    [Category("SCP-7")]
    public async Task Refusal_that_no_scope_can_mend_names_no_scope()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithTools([Probe.Open().Tool]);
            mcp.Services.Configure<McpGuardOptions>(options => options.Callers.Delegation = DelegationMode.Required);
        });
        await using var client = await server.ConnectAsync();
        server.Token = server.NewToken().Without("act").Build();

        var refusal = await client.RefusalAsync("open");

        Assert.That(refusal.CodeOf(), Is.EqualTo(40301));
        Assert.That(refusal.Data.Keys, Does.Not.Contain("scope").And.Not.Contain("error"));
        Assert.That(refusal.Data["retryable"], Is.False);
    }

    [Test]
    [Category("SCP-16")]
    public async Task Repeated_call_with_a_better_token_is_decided_anew()
    {
        var probe = Probe.Read();
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([probe.Tool]));
        await using var client = await server.ConnectAsync();
        await client.RefusalAsync("read");

        server.Token = server.NewToken().WithScopes("notes:read").Build();
        await client.CallToolAsync("read");
        server.Token = server.NewToken().Build();
        await client.RefusalAsync("read");

        Assert.That(probe.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Tool_added_while_the_server_runs_is_judged_by_its_own_declaration()
    {
        var late = Probe.Read("late");
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool]));
        await using var client = await server.ConnectAsync();
        var options = server.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ModelContextProtocol.Server.McpServerOptions>>().Value;

        options.ToolCollection!.Add(late.Tool);

        Assert.That((await client.RefusalAsync("late")).CodeOf(), Is.EqualTo(40300));
        server.Token = server.NewToken().WithScopes("notes:read").Build();
        Assert.That((await client.CallToolAsync("late")).TextOf(), Is.EqualTo("late:"));
    }

    private static (AuditRecord Decision, AuditRecord? Outcome) OfCall(GuardedTestServer server) => (
        server.Audit.Decisions.Single(record => record.Method == "tools/call"),
        server.Audit.Outcomes.SingleOrDefault(record => record.Method == "tools/call"));
}
