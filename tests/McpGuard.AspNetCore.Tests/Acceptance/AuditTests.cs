using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Requests in are decisions recorded, whatever happens to them.</summary>
internal sealed class AuditTests
{
    [Test]
    public async Task Call_that_cannot_be_recorded_does_not_run()
    {
        await using var server = await GuardedWebServer.StartAsync();
        server.Audit.Fails = true;
        var allowed = await new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server);
        var denied = await new WireRequest().SendAsync(server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(denied.Status, Is.EqualTo(503));
            Assert.That(denied.ErrorCode, Is.EqualTo(50301));
            Assert.That(allowed.ErrorCode, Is.EqualTo(50301));
            Assert.That(server.Tools.Calls, Is.Empty);
        }
    }

    [Test]
    public async Task With_log_and_continue_the_call_runs_unrecorded()
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.Audit.FailureMode = AuditFailureMode.LogAndContinue);
        server.Audit.Fails = true;
        var answer = await new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(server.Tools.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Every_request_is_decided_once_on_record()
    {
        await using var server = await GuardedWebServer.StartAsync();
        var token = server.NewToken().Build();
        WireRequest[] requests =
        [
            new WireRequest(), new WireRequest().WithToken("x"), new WireRequest().WithToken(token), WireRequest.Call("files_write").WithToken(token),
            WireRequest.Call("nope").WithToken(token), new WireRequest("x").WithToken(token), new WireRequest("[]").WithToken(token),
            new WireRequest("""{"jsonrpc":"2.0","method":"notifications/initialized"}""").WithToken(token),
            new WireRequest("""{"jsonrpc":"2.0","id":1,"method":"ping"}""").WithToken(token),
            new WireRequest("""{"jsonrpc":"2.0","id":1,"method":"no/such"}""").WithToken(token),
            new WireRequest("""{"jsonrpc":"2.0","id":1,"result":{}}""").WithToken(token),
            new WireRequest().WithContentType("text/plain").WithToken(token), new WireRequest((string?)null, "GET").WithToken(token),
            new WireRequest().With("Origin", "null"), new WireRequest().With("MCP-Protocol-Version", "1999-01-01").WithToken(token),
            new WireRequest().With("Accept", "text/html").WithToken(token),
        ];

        foreach (var request in requests)
            await request.SendAsync(server);

        Assert.That(server.Audit.Decisions, Has.Count.EqualTo(requests.Length));
        Assert.That(server.Audit.Decisions.Select(record => record.OperationId), Is.Unique);
    }

    [Test]
    public async Task Cancelled_call_is_recorded_as_cancelled()
    {
        await using var server = await GuardedWebServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var call = WireRequest.Call("wait").WithToken(server.NewToken().Build()).SendAsync(server, cancellation.Token);
        await Eventually.IsTrueAsync(() => server.Tools.Calls.Count == 1);

        await cancellation.CancelAsync();

        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        await Eventually.IsTrueAsync(() => server.Audit.Outcomes.Count == 1);
        Assert.That(server.Audit.Outcomes.Single().Outcome, Is.EqualTo(AuditOutcome.Cancelled));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Request_that_is_aborted_before_its_end_is_recorded(bool byReset)
    {
        await using var server = await GuardedWebServer.StartAsync();
        using (var client = new TcpClient())
        {
            if (byReset)
                client.LingerState = new LingerOption(enable: true, seconds: 0);

            await client.ConnectAsync("127.0.0.1", server.Http.BaseAddress!.Port);
            var head = "POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\nAuthorization: Bearer " +
                $"{server.NewToken().Build()}\r\n\r\n{{";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        }

        await Eventually.IsTrueAsync(() => server.Audit.Records.Count == 1);
        Assert.That(server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.RequestAborted));
    }

    [Test]
    public async Task Log_has_one_line_of_json_for_each_record_and_neither_token_nor_argument()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}");
        string token;
        await using (var server = await GuardedWebServer.StartAsync(options => options.Audit.File.Directory = path))
        {
            token = server.NewToken().Build();
            await WireRequest.Call("files_read", """{"path":"canary-argument"}""").WithToken(token).SendAsync(server);
            await WireRequest.Call("nope\\r\\n{\\\"forged\\\":1}\\u2028\\u202e").WithToken(token).SendAsync(server);
        }

        var text = string.Concat(AuditReader.Read(path).Select(record => record.Json + "\n"));
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).Where(line => line["transport"] is not null)
            .ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines.Select(line => (string?)line["event"]), Is.EqualTo(new[] { "decision", "outcome", "decision" }));
            Assert.That((string?)lines[2]["target"], Does.Contain("forged"));
            Assert.That(text, Does.Not.Contain(token).And.Not.Contain("canary-argument"));
            Assert.That(text, Does.Match("^[\\x20-\\x7e\\n]*$"), "nothing that an editor or terminal would interpret");
        }
    }
}
