#pragma warning disable MCP9006 // Sessions, which older clients still use.

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Tools that handlers and sessions serve: they are decided and, if nothing declares them, the log says so.</summary>
[TestFixture]
internal sealed class HandlerToolTests
{
    private readonly FakeLogCollector _logs = new();

    [SetUp]
    public void SetUp() => _logs.Clear();

    private string[] Warnings => [.. _logs.GetSnapshot().Where(entry => entry.Id.Id is 110 or 111).Select(entry => entry.Message)];

    [Test]
    public async Task Default_scopes_open_a_tool_of_a_handler()
    {
        await using var server = await StartAsync(options => options.DefaultScopes.Add("served:run"));

        var refused = await WireRequest.Call("served").WithToken(server.NewToken().Build()).SendAsync(server);
        var allowed = await WireRequest.Call("served").WithToken(server.NewToken().WithScopes("served:run").Build()).SendAsync(server);

        Assert.That((refused.Status, refused.Challenge["scope"]), Is.EqualTo((403, "served:run mcp:basic files:read")));
        Assert.That(allowed.Body, Does.Contain("ran served"));
        Assert.That(Warnings, Is.Empty);
    }

    [Test]
    public async Task Tool_of_a_handler_that_nothing_names_is_refused_as_unknown_and_the_operator_is_told()
    {
        await using var server = await StartAsync();
        var token = server.NewToken().Build();

        var listed = await new WireRequest("""{"jsonrpc":"2.0","id":7,"method":"tools/list"}""").WithToken(token).SendAsync(server);
        await new WireRequest("""{"jsonrpc":"2.0","id":7,"method":"tools/list"}""").WithToken(token).SendAsync(server);
        var called = await WireRequest.Call("served").WithToken(token).SendAsync(server);

        Assert.That(listed.Body, Does.Not.Contain("served"));
        Assert.That((called.ErrorCode, (string?)called.Error!["message"]), Is.EqualTo((-32602, "Unknown tool: 'served'")));
        Assert.That(server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.TargetUndeclared));
        Assert.That(Warnings, Has.Length.EqualTo(2));
        Assert.That(Warnings[0], Does.Contain("serves tools").And.Contain("McpGuard:DefaultScopes"));
        Assert.That(Warnings[1], Does.Contain("'served'").And.Contain("McpGuard:Tools"));
    }

    [Test]
    public async Task Default_scopes_and_rules_reach_a_handler_that_only_a_session_has()
    {
        await using var server = await GuardedWebServer.StartAsync(
            options =>
            {
                options.DefaultScopes.Add("other:run");
                options.ExpectedTargets.Add("served");
                options.Policy = """{ "Rules": { "r": { "Tools": "served", "Scopes": [ "served:run" ] } } }""";
            },
            mcp => mcp.WithHttpTransport(transport => transport.ConfigureSessionOptions = (_, options, _) =>
            {
                options.Handlers.CallToolHandler = CallAsync;
                return Task.CompletedTask;
            }));

        Assert.That((await CallAsync(server, "served", "other:run")).ErrorCode, Is.EqualTo(40300));
        Assert.That((await CallAsync(server, "served", "served:run")).Body, Does.Contain("ran served"));
        Assert.That((await CallAsync(server, "unnamed", "served:run")).ErrorCode, Is.EqualTo(40300));
        Assert.That((await CallAsync(server, "unnamed", "other:run")).Body, Does.Contain("ran unnamed"));
    }

    [Test]
    public async Task Tool_of_a_session_is_not_refused_by_the_default_scopes_that_it_does_not_need()
    {
        await using var server = await GuardedWebServer.StartAsync(
            options => options.DefaultScopes.Add("other:run"),
            mcp => mcp.WithHttpTransport(transport => transport.ConfigureSessionOptions = (_, options, _) =>
            {
                options.Handlers.CallToolHandler = CallAsync;
                options.ToolCollection!.Add(McpServerTool.Create([RequireScope("own:run")] () => "ran own", new() { Name = "own" }));
                return Task.CompletedTask;
            }));

        Assert.That((await CallAsync(server, "own", "own:run")).Body, Does.Contain("ran own"));
        Assert.That((await CallAsync(server, "own", "other:run")).ErrorCode, Is.EqualTo(40300));
    }

    private Task<GuardedWebServer> StartAsync(Action<McpGuardOptions>? options = null) => GuardedWebServer.StartAsync(options, mcp =>
    {
        mcp.Services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(_logs)));
        mcp.WithCallToolHandler(CallAsync).WithListToolsHandler((_, _) => new(new ListToolsResult { Tools = [new Tool { Name = "served" }] }));
    });

    private static Task<WireAnswer> CallAsync(GuardedWebServer server, string tool, string scope) =>
        WireRequest.Call(tool).WithToken(server.NewToken().WithScopes("mcp:basic", scope).Build()).SendAsync(server);

    private static ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken) =>
        new(new CallToolResult { Content = [new TextContentBlock { Text = $"ran {request.Params?.Name}" }] });
}
