#pragma warning disable MCPEXP002 // A method of the author's own.

using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Who knows the identifier of a session, of a stream or of a suspended call is not yet who it belongs to.</summary>
[Category("T3")]
internal sealed class SessionTests
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
            """{"name":"test","version":"1"}}}""";

    private GuardedWebServer _server = null!;

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("GET", "mallory", "agent-1", "agent-1")]
    [TestCase("GET", "alice", "agent-2", "agent-1")]
    [TestCase("GET", "alice", "agent-1", "other")]
    [TestCase("DELETE", "mallory", "agent-1", "agent-1")]
    [TestCase("DELETE", "alice", "agent-2", "agent-1")]
    [TestCase("DELETE", "alice", "agent-1", "other")]
    [Category("SES-5")]
    public async Task Stream_and_end_of_a_session_belong_to_its_caller(string method, string subject, string actor, string client)
    {
        var session = await OpenAsync();
        _server.Audit.Clear();

        var answer = await new WireRequest((string?)null, method).With("Mcp-Session-Id", session).With("Last-Event-ID", "1")
            .WithToken(Token(subject, actor, client)).SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(404));
        Assert.That(_server.Audit.Decisions.Single().Subject, Is.EqualTo(subject));
        Assert.That((await CallAsync(session)).Status, Is.EqualTo(200), "The session goes on.");
    }

    [Test]
    [Category("SES-5")]
    public async Task Session_is_ended_by_its_caller()
    {
        var session = await OpenAsync();

        var answer = await new WireRequest((string?)null, "DELETE").With("Mcp-Session-Id", session).WithToken(Token()).SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That((await CallAsync(session)).Status, Is.EqualTo(404));
    }

    [Test]
    [Category("RSP-19")]
    public async Task Session_and_event_headers_are_ignored_without_sessions()
    {
        _server = await StartAsync(HttpServerSessionMode.Stateless);

        var answer = await WireRequest.Call("echo", """{"message":"x"}""", "2026-07-28").With("Mcp-Session-Id", "made-up").With("Last-Event-ID", "1")
            .WithToken(Token()).SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    [Category("SES-4")]
    public async Task Server_has_sessions_only_if_its_author_enables_them_and_never_for_the_newest_protocol()
    {
        _server = await GuardedWebServer.StartAsync();
        Assert.That((await new WireRequest(Initialize).WithToken(Token()).SendAsync(_server)).Headers, Does.Not.ContainKey("Mcp-Session-Id"));
        await _server.DisposeAsync();

        _server = await StartAsync(HttpServerSessionMode.Stateful);
        var answer = await WireRequest.Call("echo", """{"message":"x"}""", "2026-07-28").WithToken(Token()).SendAsync(_server);
        Assert.That(answer.ErrorCode, Is.EqualTo(-32022));
    }

    [TestCase(HttpServerSessionMode.Stateless)]
    [TestCase(HttpServerSessionMode.StatefulForInitializeClients)]
    [Category("SES-4")]
    [Category("MRT-3")]
    public async Task Suspended_call_resumes_once_and_only_for_its_caller(HttpServerSessionMode mode)
    {
        _server = await StartAsync(mode);
        var state = (string?)(await AskAsync(Token())).Json!["result"]!["requestState"];

        Assert.That(state, Is.Not.Null);
        Assert.That((await AskAsync(Token("mallory"), state)).ErrorCode, Is.EqualTo(-32602));
        Assert.That((await AskAsync(Token(actor: "agent-2"), state)).ErrorCode, Is.EqualTo(-32602));
        Assert.That(_server.Tools.Calls, Is.Empty);
        Assert.That((await AskAsync(Token(), state)).ErrorCode, Is.Null);
        Assert.That((await AskAsync(Token(), state)).ErrorCode, Is.EqualTo(-32602));
        Assert.That(_server.Tools.Calls, Is.EqualTo(new[] { "asked" }));
    }

    [Test]
    [Category("SES-4")]
    public async Task Filter_that_is_added_after_startup_does_not_run_after_the_last_check()
    {
        var admin = McpServerTool.Create(
            [RequireScope("admin")] (RequestContext<CallToolRequestParams> request) => request.Services!.GetRequiredService<ToolCalls>().Note("admin"),
            new() { Name = "admin" });
        _server = await StartAsync(HttpServerSessionMode.Stateful);
        _server.Services.GetRequiredService<IOptions<McpServerOptions>>().Value.Filters.Request.CallToolFilters.Add(next => (request, cancellationToken) =>
        {
            request.MatchedPrimitive = admin;
            return next(request, cancellationToken);
        });
        var session = (await new WireRequest(Initialize).WithToken(Token()).SendAsync(_server)).Headers["Mcp-Session-Id"];

        var answer = await CallAsync(session);

        Assert.That(_server.Tools.Calls, Is.Empty);
        Assert.That(answer.ErrorCode, Is.Not.Null);
    }

    [TestCase("")]
    [TestCase("none")]
    public async Task Handler_that_is_added_after_startup_starts_no_session(string header)
    {
        _server = await StartAsync(HttpServerSessionMode.Stateful);
        var options = _server.Services.GetRequiredService<IOptions<McpServerOptions>>().Value;
        options.ToolCollection = null;
        options.RequestHandlers =
            [new() { Method = "tools/call", Handler = (_, _) => { _server.Tools.Note("handler"); return new((JsonNode?)new JsonObject()); } }];
        var request = new WireRequest(Initialize).WithToken(Token());

        var answer = await (header == "none" ? request : request.With("Mcp-Session-Id", header)).SendAsync(_server);

        Assert.That(answer.Headers, Does.Not.ContainKey("Mcp-Session-Id"));
        Assert.That(answer.Verdict, Is.EqualTo(header == "none" ? 500 : 404));
    }

    private Task<WireAnswer> AskAsync(string token, string? state = null)
    {
        var retry = state is null ? "" : $",\"requestState\":{JsonValue.Create(state).ToJsonString()}";
        return new WireRequest(
            $$$"""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"ask"{{{retry}}},"_meta":""" +
                """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":""" + """{} } } } }""")
            .With("MCP-Protocol-Version", "2026-07-28").With("Mcp-Method", "tools/call").With("Mcp-Name", "ask").WithToken(token).SendAsync(_server);
    }

    private Task<WireAnswer> CallAsync(string session) =>
        WireRequest.Call("echo", """{"message":"x"}""").With("Mcp-Session-Id", session).WithToken(Token()).SendAsync(_server);

    private async Task<string> OpenAsync()
    {
        _server = await StartAsync(HttpServerSessionMode.Stateful);
        return (await new WireRequest(Initialize).WithToken(Token()).SendAsync(_server)).Headers["Mcp-Session-Id"];
    }

    private string Token(string subject = "alice", string actor = "agent-1", string client = "agent-1") =>
        _server.NewToken().With("sub", subject).With("client_id", client).With("act", new JsonObject { ["sub"] = actor }).Build();

    private static Task<GuardedWebServer> StartAsync(HttpServerSessionMode mode) => GuardedWebServer.StartAsync(server: mcp =>
    {
#pragma warning disable MCP9006 // The obsolete session options are what is tested.
        mcp.Services.Configure<HttpServerTransportOptions>(options => options.SessionMode = mode);
#pragma warning restore MCP9006
        mcp.WithTools([McpServerTool.Create([AllowAnyCaller] (RequestContext<CallToolRequestParams> request) => request.Params.RequestState is null
            ? throw new InputRequiredException(requestState: "mine")
            : request.Services!.GetRequiredService<ToolCalls>().Note("asked"), new() { Name = "ask" })]);
    });
}
