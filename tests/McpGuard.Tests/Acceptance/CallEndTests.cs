#pragma warning disable MCPEXP002 // Methods of the server's own are what is tested.

using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>What was allowed to start may finish, unless the options want it to end with its token.</summary>
[TestFixture]
[Category("REV-6")]
internal sealed class CallEndTests
{
    private TaskCompletionSource _gate = null!;
    private TaskCompletionSource _running = null!;
    private WireServer _server = null!;

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [TestCase(false, ReasonCode.TokenExpired)]
    [TestCase(true, ReasonCode.TokenRevoked)]
    public async Task Running_call_is_cancelled_answered_and_recorded(bool isRevoked, ReasonCode reason)
    {
        var call = await CallAsync(endWithToken: true);

        End(isRevoked);

        var error = (await call).ErrorOf();
        Assert.That((error.Code, error.DataOf()["error"].GetString()), Is.EqualTo((40101, "invalid_token")));
        var outcome = _server.Audit.Outcomes.Single();
        Assert.That((outcome.Outcome, outcome.Reason, outcome.Target, outcome.Subject), Is.EqualTo((AuditOutcome.Failed, reason, "long", "alice")));
        Assert.That(error.DataOf()["operation_id"].GetString(), Is.EqualTo(outcome.OperationId));
    }

    [TestCase("prompts/get", "\"name\":\"long\"")]
    [TestCase("resources/read", "\"uri\":\"long://x\"")]
    [TestCase("acme/long", "\"x\":1")]
    [TestCase("completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"long\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}")]
    public async Task Request_ends_with_its_token_if_a_rule_says_so(string method, string members)
    {
        _gate = new();
        _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _server = new WireServer(mcp =>
        {
            mcp.WithPrompts([McpServerPrompt.Create(RunAsync, new() { Name = "long" })])
                .WithResources([McpServerResource.Create(RunAsync, new() { UriTemplate = "long://x" })])
                .WithCompleteHandler(async (_, cancellationToken) =>
                {
                    await RunAsync(cancellationToken);
                    return new CompleteResult { Completion = new() { Values = [] } };
                });
            mcp.Services.Configure<McpServerOptions>(options => options.RequestHandlers = [new McpServerRequestHandler
            {
                Method = "acme/long",
                Handler = async (_, cancellationToken) =>
                {
                    await RunAsync(cancellationToken);
                    return null;
                },
            }]);
            mcp.Services.Configure<McpGuardOptions>(options => options.Policy = """
                {"Rules":{"r":{"Prompts":["long"],"Resources":["long://x"],"Methods":["acme/long"],"AllowAnyCaller":true,"EndWithToken":true}}}
                """);
        });
        var request = _server.RequestAsync(method, members);
        await _running.Task;

        End(isRevoked: true);

        Assert.That((await request).ErrorOf().Code, Is.EqualTo(40101));
        Assert.That(
            (_server.Audit.Outcomes.Single().Outcome, _server.Audit.Outcomes.Single().Reason), Is.EqualTo((AuditOutcome.Failed, ReasonCode.TokenRevoked)));

        async Task<string> RunAsync(CancellationToken cancellationToken)
        {
            _running.SetResult();
            await _gate.Task.WaitAsync(cancellationToken);
            return "";
        }
    }

    [Test]
    public async Task Running_call_continues_until_its_token_has_really_ended()
    {
        var call = await CallAsync(endWithToken: true);

        _server.Time.Advance(TimeSpan.FromSeconds(329));
        _gate.SetResult();

        Assert.That((await call).IsResult(), Is.True);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Running_call_finishes_by_default(bool isRevoked)
    {
        var call = await CallAsync(endWithToken: false);

        End(isRevoked);
        _gate.TrySetResult();

        Assert.That((await call).IsResult(), Is.True);
        Assert.That(_server.Audit.Outcomes.Single().Outcome, Is.EqualTo(AuditOutcome.Succeeded));
    }

    [Test]
    [Category("RSP-21")]
    public async Task Running_call_that_its_client_breaks_off_is_cancelled_and_did_not_fail()
    {
        _ = await CallAsync(endWithToken: true);

        _server.Send($$"""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"{{_server.LastId}}"} }""");
        await Eventually.IsTrueAsync(() => _server.Audit.Outcomes.Any(record => record.Method == "tools/call"));

        var outcome = _server.Audit.Outcomes.Single(record => record.Method == "tools/call");
        Assert.That((outcome.Outcome, outcome.Reason), Is.EqualTo((AuditOutcome.Cancelled, (ReasonCode?)null)));
    }

    [Test]
    public async Task Call_that_fails_was_not_ended_by_its_token()
    {
        var call = await CallAsync(endWithToken: true);

        _gate.SetException(new InvalidOperationException("broken"));

        Assert.That((bool?)((JsonRpcResponse)await call).Result!["isError"], Is.True);
        Assert.That((_server.Audit.Outcomes.Single().Outcome, _server.Audit.Outcomes.Single().Reason), Is.EqualTo((AuditOutcome.ToolError, (ReasonCode?)null)));
    }

    [TestCase(false, ReasonCode.TokenExpired)]
    [TestCase(true, ReasonCode.TokenRevoked)]
    public async Task Prompt_ends_with_its_token_if_its_rule_requires_it(bool isRevoked, ReasonCode reason)
    {
        _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var prompt = McpServerPrompt.Create([AllowAnyCaller] async (CancellationToken cancellationToken) =>
        {
            _running.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return "";
        }, new() { Name = "long" });
        _server = new WireServer(mcp => mcp.WithPrompts([prompt])
            .Services.Configure<McpGuardOptions>(options => options.Policy = """{"Rules":{"r":{"Prompts":"long","EndWithToken":true}}}"""));
        var answer = _server.RequestAsync("prompts/get", "\"name\":\"long\"");
        await _running.Task;

        End(isRevoked);

        Assert.That((await answer).ErrorOf().Code, Is.EqualTo(40101));
        Assert.That((_server.Audit.Outcomes.Single().Outcome, _server.Audit.Outcomes.Single().Reason), Is.EqualTo((AuditOutcome.Failed, reason)));
    }

    private void End(bool isRevoked)
    {
        if (isRevoked)
            _server.Services.GetRequiredService<RevocationList>().Revoke(new() { Issuer = _server.Authority.Issuer, Subject = "alice" });

        _server.Time.Advance(isRevoked ? TokenWatch.Interval : TimeSpan.FromSeconds(330));
    }

    private async Task<Task<JsonRpcMessage>> CallAsync(bool endWithToken)
    {
        _gate = new();
        _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var tool = McpServerTool.Create([AllowAnyCaller] async (CancellationToken cancellationToken) =>
        {
            _running.SetResult();
            await _gate.Task.WaitAsync(cancellationToken);
        }, new() { Name = "long" });
        _server = new WireServer(mcp => mcp.WithTools([tool])
            .Services.Configure<McpGuardOptions>(options => options.Tools["long"] = new ToolOptions { EndWithToken = endWithToken }));
        var call = _server.CallAsync("long");
        await _running.Task;
        return call;
    }
}
