using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Each operation has one decision and one correct outcome, however it ends.</summary>
[Category("AUD-1")]
internal sealed class DecisionAndOutcomeTests
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":""" +
            """{}},"clientInfo":{"name":"test","version":"1"}}}""";

    private GuardedWebServer _server = null!;

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", "notifications/initialized")]
    [TestCase("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"none"}}""", "notifications/cancelled")]
    [TestCase("""{"jsonrpc":"2.0","id":77,"result":{}}""", null)]
    [TestCase("""{"jsonrpc":"2.0","id":77,"error":{"code":1,"message":"no"}}""", null)]
    public async Task Message_without_an_answer_in_a_session_is_recorded_once_and_as_served(string message, string? method)
    {
        _server = await StartAsync(isStateful: true);
        var session = await OpenAsync();

        for (var i = 0; i < 20; i++)
            Assert.That((await Post(message, session).SendAsync(_server)).Status, Is.EqualTo(202));

        await Eventually.IsTrueAsync(() => _server.Audit.Outcomes.Count == 20);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_server.Audit.Decisions.Select(record => record.OperationId), Is.Unique.And.Exactly(20).Items);
            Assert.That(_server.Audit.Decisions.Select(record => record.Method), Is.All.EqualTo(method));
            Assert.That(
                _server.Audit.Outcomes.Select(record => record.OperationId), Is.EquivalentTo(_server.Audit.Decisions.Select(record => record.OperationId)));
            Assert.That(_server.Audit.Outcomes.Select(record => record.Outcome), Is.All.EqualTo(AuditOutcome.Succeeded));
        }
    }

    [Test]
    public async Task Call_that_asks_its_user_and_the_answer_are_recorded_once_each()
    {
        _server = await StartAsync(isStateful: true);
        var session = await OpenAsync();
        using var call = await Post("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"ask"}}""", session).OpenAsync(_server);
        var question = (await ReadUntilAsync(call, "method"))["id"]!.ToJsonString();

        await Post($$$"""{"jsonrpc":"2.0","id":{{{question}}},"result":{"action":"accept","content":{} } }""", session).SendAsync(_server);

        Assert.That((string?)(await ReadUntilAsync(call, "result"))["result"]!["content"]![0]!["text"], Is.EqualTo("accept"));
        await Eventually.IsTrueAsync(() => _server.Audit.Outcomes.Count == 2);
        Assert.That(_server.Audit.Decisions.Select(record => record.Method), Is.EqualTo(new[] { "tools/call", null }));
        Assert.That(_server.Audit.Outcomes.Select(record => record.Outcome), Is.All.EqualTo(AuditOutcome.Succeeded));
    }

    [TestCase("1.1")]
    [TestCase("2.0")]
    [Category("RSP-21")]
    public async Task Call_whose_client_resets_the_connection_is_cancelled_once(string version)
    {
        _server = await StartAsync(HttpProtocolOf(version));
        using var client = new CancellationTokenSource();
        var call = SendAsync(version, new StringContent("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"wait"}}"""), client.Token);
        await Eventually.IsTrueAsync(() => _server.Tools.Calls.Count == 1);

        await client.CancelAsync();

        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        await Eventually.IsTrueAsync(() => _server.Audit.Outcomes.Count == 1);
        Assert.That(_server.Audit.Decisions, Has.Count.EqualTo(1));
        Assert.That(_server.Audit.Outcomes.Single().Outcome, Is.EqualTo(AuditOutcome.Cancelled));
    }

    [TestCase("1.1")]
    [TestCase("2.0")]
    public async Task Request_whose_client_resets_the_connection_within_the_body_was_aborted(string version)
    {
        _server = await StartAsync(HttpProtocolOf(version));
        using var client = new CancellationTokenSource();
        using var content = new BrokenContent(client);

        Assert.That(async () => await SendAsync(version, content, client.Token), Throws.Exception);

        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 1);
        Assert.That(
            (_server.Audit.Decisions.Single().Effect, _server.Audit.Decisions.Single().Reason), Is.EqualTo((AuditEffect.Deny, ReasonCode.RequestAborted)));
        Assert.That(_server.Audit.Outcomes, Is.Empty);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> ReadUntilAsync(EventStream stream, string member)
    {
        while (await stream.ReadAsync() is { } message)
        {
            if (message[member] is not null)
                return message;
        }

        throw new InvalidOperationException("The stream ended.");
    }

    private static HttpProtocols HttpProtocolOf(string version) => version == "2.0" ? HttpProtocols.Http2 : HttpProtocols.Http1;

    private async Task SendAsync(string version, HttpContent content, CancellationToken cancellationToken)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Version = new Version(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _server.NewToken().Build());
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using var response = await _server.Http.SendAsync(request, cancellationToken);
    }

    private WireRequest Post(string message, string session) =>
        new WireRequest(message).With("Mcp-Session-Id", session).With("MCP-Protocol-Version", "2025-11-25").WithToken(_server.NewToken().Build());

    private async Task<string> OpenAsync()
    {
        var answer = await new WireRequest(Initialize).WithToken(_server.NewToken().Build()).SendAsync(_server);
        _server.Audit.Clear();
        return answer.Headers["Mcp-Session-Id"];
    }

    private static Task<GuardedWebServer> StartAsync(HttpProtocols protocols = HttpProtocols.Http1, bool isStateful = false) =>
        GuardedWebServer.StartAsync(server: mcp =>
    {
        mcp.Services.Configure<KestrelServerOptions>(options => options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocols));
#pragma warning disable MCP9006 // The obsolete session options are what is tested.
        mcp.Services.Configure<HttpServerTransportOptions>(
            options => options.SessionMode = isStateful ? HttpServerSessionMode.Stateful : HttpServerSessionMode.Stateless);
#pragma warning restore MCP9006
        mcp.WithTools([McpServerTool.Create([AllowAnyCaller] async (McpServer asking, CancellationToken cancellationToken) =>
            (await asking.ElicitAsync(new ElicitRequestParams { Message = "Sure?", RequestedSchema = new() }, cancellationToken)).Action,
            new() { Name = "ask" })]);
    });

    // Says that there is more than there is, and goes away.
    private sealed class BrokenContent(CancellationTokenSource client) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":7,"""));
            await stream.FlushAsync();
            await client.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, client.Token);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 1000;
            return true;
        }
    }
}
