#pragma warning disable MCPEXP002 // Alternate results are part of the experimental seam.

using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Pipeline;

/// <summary>How a call ended is recorded as it ended.</summary>
[TestFixture]
[Category("AUD-1")]
internal sealed class OutcomeTests
{
    [Test]
    public async Task Result_is_a_success() =>
        Assert.That(await OutcomeOfAsync(() => new CallToolResult()), Is.EqualTo(AuditOutcome.Succeeded));

    [Test]
    public async Task Error_result_is_the_tools_error() =>
        Assert.That(await OutcomeOfAsync(() => new CallToolResult { IsError = true }), Is.EqualTo(AuditOutcome.ToolError));

    [Test]
    public async Task Exception_of_the_tool_is_the_tools_error() =>
        Assert.That(await OutcomeOfAsync(() => throw new InvalidOperationException("broken")), Is.EqualTo(AuditOutcome.ToolError));

    [Test]
    public async Task Protocol_error_of_the_tool_is_a_failure() =>
        Assert.That(await OutcomeOfAsync(() => throw new McpProtocolException("broken")), Is.EqualTo(AuditOutcome.Failed));

    [Test]
    public async Task Alternate_result_is_deferred()
    {
        await using var server = await StartAsync(() => new CallToolResult(), mcp => mcp.Services.Configure<McpServerOptions>(options =>
            options.Filters.Request.CallToolWithAlternateFilters.Add((_, _, _) => new(ResultOrAlternate<CallToolResult>.FromAlternate(
                new EmptyResult(),
                (System.Text.Json.Serialization.Metadata.JsonTypeInfo<EmptyResult>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(EmptyResult)))))));
        await using var client = await server.ConnectAsync();

        try
        {
            await client.CallToolAsync("tool");
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or McpException)
        {
            // The client may not know what to make of it; the record counts.
        }

        Assert.That(Outcome(server), Is.EqualTo(AuditOutcome.Deferred));
    }

    [Test]
    public async Task Tool_that_asks_its_user_first_is_deferred()
    {
        var tool = McpServerTool.Create([AllowAnyCaller] string () => throw new InputRequiredException(requestState: "mine"), new() { Name = "tool" });
        await using var server = new WireServer(mcp => mcp.WithTools([tool]));

        Assert.That((await server.CallAsync("tool")).IsResult(), Is.True);

        Assert.That(server.Audit.Outcomes.Single().Outcome, Is.EqualTo(AuditOutcome.Deferred));
    }

    [Test]
    [Category("RSP-21")]
    public async Task Call_that_the_client_breaks_off_is_cancelled()
    {
        var running = new TaskCompletionSource();
        var tool = McpServerTool.Create([AllowAnyCaller] async (CancellationToken cancellationToken) =>
        {
            running.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }, new() { Name = "tool" });
        await using var server = new WireServer(mcp => mcp.WithTools([tool]));
        _ = server.CallAsync("tool");
        await running.Task;

        server.Send($$"""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"{{server.LastId}}"} }""");
        await Eventually.IsTrueAsync(() => server.Audit.Outcomes.Any(record => record.Method == "tools/call"));

        Assert.That(server.Audit.Outcomes.Single(record => record.Method == "tools/call").Outcome, Is.EqualTo(AuditOutcome.Cancelled));
    }

    [TestCase("ping", AuditOutcome.Succeeded)]
    public async Task Message_that_no_filter_is_there_for_ends_as_its_message_does(string method, AuditOutcome outcome)
    {
        await using var server = new WireServer(_ => { });

        await server.RequestOldAsync(method, "\"x\":1");
        await Eventually.IsTrueAsync(() => server.Audit.Outcomes.Count == 1);

        Assert.That(server.Audit.Outcomes.Single(), Has.Property("Outcome").EqualTo(outcome).And.Property("Method").EqualTo(method));
        Assert.That(server.Audit.Outcomes.Single().OperationId, Is.EqualTo(server.Audit.Decisions.Single().OperationId));
    }

    [Test]
    public async Task Notification_has_an_outcome_and_a_refused_one_has_none()
    {
        await using var server = new WireServer(_ => { });

        server.Send("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await Eventually.IsTrueAsync(() => server.Audit.Outcomes.Count == 1);
        server.Token = "bad";
        server.Send("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await Eventually.IsTrueAsync(() => server.Audit.Decisions.Count == 2);

        Assert.That(server.Audit.Outcomes.Select(record => record.OperationId), Is.EqualTo(new[] { server.Audit.Decisions[0].OperationId }));
    }

    [Test]
    public async Task Outcome_has_the_duration_of_the_call()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await StartAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(1250.5));
            return new CallToolResult();
        }, mcp => mcp.Services.AddSingleton<TimeProvider>(time));
        await using var client = await server.ConnectAsync();

        await client.CallToolAsync("tool");

        Assert.That(server.Audit.Outcomes.Single(record => record.Method == "tools/call").DurationMs, Is.EqualTo(1250.5));
    }

    private static async Task<AuditOutcome?> OutcomeOfAsync(Func<CallToolResult> body)
    {
        await using var server = await StartAsync(body);
        await using var client = await server.ConnectAsync();
        try
        {
            await client.CallToolAsync("tool");
        }
        catch (McpException)
        {
            // The record counts, not the answer.
        }

        return Outcome(server);
    }

    private static Task<GuardedTestServer> StartAsync(Func<CallToolResult> body, Action<IMcpServerBuilder>? configure = null) =>
        GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithTools([McpServerTool.Create([AllowAnyCaller] () => body(), new() { Name = "tool" })]);
            configure?.Invoke(mcp);
        });

    private static AuditOutcome? Outcome(GuardedTestServer server) =>
        server.Audit.Outcomes.Single(record => record.Method == "tools/call").Outcome;
}
