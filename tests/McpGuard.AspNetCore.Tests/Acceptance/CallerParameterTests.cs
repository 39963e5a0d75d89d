using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Whatever serves a request over HTTP can ask who sent it, and gets the sender of that very request.</summary>
[Category("DEL-1")]
internal sealed class CallerParameterTests
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
            """{"name":"test","version":"1"}}}""";

    private GuardedWebServer _server = null!;

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Tool_gets_its_caller(string? version)
    {
        _server = await StartAsync();

        var answer = await WireRequest.Call("who", version: version).WithToken(Token("alice", "agent-7")).SendAsync(_server);

        Assert.That(TextOf(answer), Is.EqualTo("alice via agent-7 alice via agent-7"));
    }

    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"who"}}""")]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"who://me"}}""")]
    public async Task Prompt_and_resource_get_their_caller(string body)
    {
        _server = await StartAsync();

        var answer = await new WireRequest(body).WithToken(Token("alice", "agent-7")).SendAsync(_server);

        Assert.That(answer.Json!["result"]!.ToJsonString(), Does.Contain("alice via agent-7"));
    }

    [Test]
    public async Task Caller_cannot_be_passed_as_an_argument()
    {
        _server = await StartAsync();

        var list = await new WireRequest("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""").WithToken(Token("alice", "agent-7")).SendAsync(_server);
        var forged = await WireRequest.Call("who", """{"caller":{"subject":"mallory"}}""").WithToken(Token("alice", "agent-7")).SendAsync(_server);

        Assert.That(
            list.Json!["result"]!["tools"]!.AsArray().Single(tool => (string)tool!["name"]! == "who")!["inputSchema"]!.ToJsonString(),
            Does.Not.Contain("caller").IgnoreCase);
        Assert.That(TextOf(forged), Is.EqualTo("alice via agent-7 alice via agent-7"));
    }

    [Test]
    public async Task Requests_at_the_same_time_see_each_its_own_caller()
    {
        _server = await StartAsync();

        await AssertEachSeesItselfAsync(i => ($"user-{i % 3}", $"agent-{i % 2}"), request => request);
    }

    [Test]
    [Category("SES-2")]
    public async Task Session_belongs_to_its_caller_with_any_token()
    {
        var session = await OpenSessionAsync("alice", "agent-0");

        await AssertEachSeesItselfAsync(_ => ("alice", "agent-0"), request => request.With("Mcp-Session-Id", session));
    }

    [TestCase("bob", "agent-0")]
    [TestCase("alice", "agent-1")]
    [Category("SES-3")]
    [Category("T3")]
    public async Task Session_belongs_to_its_subject_and_actor(string subject, string actor)
    {
        var session = await OpenSessionAsync("alice", "agent-0");

        var answer = await WireRequest.Call("who").WithToken(Token(subject, actor)).With("Mcp-Session-Id", session).SendAsync(_server);

        Assert.That((int)answer.Status, Is.EqualTo(404));
    }

    private async Task<string> OpenSessionAsync(string subject, string actor)
    {
        _server = await StartAsync(stateful: true);
        return (await new WireRequest(Initialize).WithToken(Token(subject, actor)).SendAsync(_server)).Headers["Mcp-Session-Id"];
    }

    private async Task AssertEachSeesItselfAsync(Func<int, (string Subject, string Actor)> who, Func<WireRequest, WireRequest> prepare)
    {
        var callers = Enumerable.Range(0, 300).Select(who).ToArray();
        var tokens = callers.Distinct().ToDictionary(caller => caller, caller => Token(caller.Subject, caller.Actor));

        var answers = await Task.WhenAll(
            callers.Select(async caller => TextOf(await prepare(WireRequest.Call("who")).WithToken(tokens[caller]).SendAsync(_server))));

        Assert.That(answers, Is.EqualTo(callers.Select(caller => $"{caller.Subject} via {caller.Actor} {caller.Subject} via {caller.Actor}")));
    }

    private string Token(string subject, string actor) =>
        _server.NewToken().With("sub", subject).With("act", new JsonObject { ["sub"] = actor }).Build();

    private static string? TextOf(WireAnswer answer) => (string?)answer.Json!["result"]?["content"]?[0]?["text"];

    private static Task<GuardedWebServer> StartAsync(bool stateful = false) => GuardedWebServer.StartAsync(server: mcp =>
    {
        mcp.WithTools<HttpCallerTools>().WithPrompts<HttpCallerTools>().WithResources<HttpCallerTools>();
#pragma warning disable MCP9006 // The obsolete session options are what is tested.
        mcp.Services.Configure<HttpServerTransportOptions>(
            options => options.SessionMode = stateful ? HttpServerSessionMode.Stateful : HttpServerSessionMode.Stateless);
#pragma warning restore MCP9006
    });
}
