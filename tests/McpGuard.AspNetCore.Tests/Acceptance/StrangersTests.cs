using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>What requests without a good token may cost: the server, its callers and its log.</summary>
internal sealed class StrangersTests
{
    private const int Megabyte = 1024 * 1024;

    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        var protocols = TestContext.CurrentContext.Test.Name.Contains("http2", StringComparison.Ordinal) ? HttpProtocols.Http2 : HttpProtocols.Http1;
        _server = await GuardedWebServer.StartAsync(server: mcp => mcp.Services.Configure<KestrelServerOptions>(kestrel =>
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocols)));
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Request_without_a_token_is_refused_before_its_body_has_come()
    {
        var answer = await SendBeginningAsync(
            """{"jsonrpc":"2.0","id":41,"method":"tools/call","params":{"name":"echo","arguments":{"message":" """, length: Megabyte);

        Assert.That(answer, Does.StartWith("HTTP/1.1 401 ").And.Contain("\"id\":41"));
        Assert.That(_server.Audit.Decisions.Single().Method, Is.EqualTo("tools/call"));
    }

    [Test]
    public async Task Request_without_a_token_whose_body_does_not_come_is_refused()
    {
        var answering = SendBeginningAsync("", length: 100);
        while (!answering.IsCompleted)
        {
            _server.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.That(await answering, Does.StartWith("HTTP/1.1 401 "));
    }

    [Test]
    public async Task Record_names_the_target_of_a_small_body_that_comes_in_pieces()
    {
        await new WireRequest().Chunked().SendAsync(_server);

        Assert.That(_server.Audit.Decisions.Single().Target, Is.EqualTo("files_read"));
    }

    [Test]
    public async Task Record_of_a_request_with_an_invalid_token_is_small_for_any_content()
    {
        var hostile = new string('\u0001', 200);
        var token = _server.NewToken().With("sub", hostile).With("client_id", hostile).With("jti", hostile).WithHeader("kid", hostile).Build();
        var body = $$$"""{"jsonrpc":"2.0","id":"{{{new string('i', 900)}}}","method":"{{{new string('m', 900)}}}","params":{}}""";
        await new WireRequest(body).WithToken(token[..^8]).With("MCP-Protocol-Version", new string('9', 900)).SendAsync(_server);

        Assert.That(_server.Audit.Decisions.Single().ToString(), Has.Length.LessThan(2500));
    }

    [Test]
    public async Task Floods_of_strangers_over_http2_end_no_running_call()
    {
        var token = _server.NewToken().Build();
        using var http = NewHttp2Client();
        var running = PostAsync(http, Encoding.UTF8.GetBytes(WireRequest.Echo.Replace("echo", "wait", StringComparison.Ordinal)), token);

        for (var burst = 0; burst < 8; burst++)
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(http, new byte[Megabyte], token: null)));

        Assert.That(running.IsCompleted, Is.False);
        Assert.That(await PostAsync(http, Encoding.UTF8.GetBytes(WireRequest.Echo), token), Is.EqualTo(200));
    }

    [Test]
    public async Task Floods_of_strangers_over_http2_reset_no_new_call()
    {
        var token = _server.NewToken().Build();
        using var http = NewHttp2Client();
        var answers = new List<int>();

        for (var burst = 0; burst < 20; burst++)
        {
            var flood = Task.WhenAll(Enumerable.Range(0, 30).Select(_ => PostAsync(http, new byte[Megabyte], token: null)));
            answers.Add(await PostAsync(http, Encoding.UTF8.GetBytes(WireRequest.Echo), token));
            await flood;
        }

        Assert.That(answers, Is.All.EqualTo(200));
    }

    [Test]
    public async Task Large_bodies_of_callers_over_http2_are_served_concurrently()
    {
        var token = _server.NewToken().Build();
        using var http = NewHttp2Client();
        var body = Encoding.UTF8.GetBytes(WireRequest.Echo.Replace("\"x\"", $"\"{new string('x', 700_000)}\"", StringComparison.Ordinal));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => PostAsync(http, body, token)));

        Assert.That(answers, Is.All.EqualTo(200));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Reset_of_a_body_without_a_token_over_http2_is_recorded_for_its_missing_token(bool atOnce)
    {
        using var http = NewHttp2Client();
        for (var request = 0; request < 20; request++)
            await PostBrokenAsync(http, atOnce);

        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 20);
        Assert.That(_server.Audit.Decisions.Select(record => record.Reason), Is.All.EqualTo(ReasonCode.CredentialMissing));
    }

    [Test]
    public async Task Refusals_beyond_the_limit_are_counted_in_one_record_for_each_reason()
    {
        var expired = _server.NewToken().WithTimes(-900, -600).Build();
        for (var i = 0; i < 100; i++)
        {
            await new WireRequest().SendAsync(_server);
            await new WireRequest().WithToken(expired).SendAsync(_server);
        }

        Assert.That(_server.Audit.Decisions, Has.Count.EqualTo(60));
        _server.Time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Sum(record => record.Count ?? 1) == 200);

        var sums = _server.Audit.Decisions.Where(record => record.Count is not null).ToArray();
        Assert.That(sums.Select(sum => (sum.Effect, sum.Reason, sum.Count, sum.ClientAddress)), Is.EquivalentTo(new[]
        {
            ((AuditEffect?)AuditEffect.Deny, (ReasonCode?)ReasonCode.CredentialMissing, (long?)70, "127.0.0.1"),
            (AuditEffect.Deny, ReasonCode.TokenExpired, 70, "127.0.0.1"),
        }));
    }

    [Test]
    public async Task Counted_refusals_are_recorded_before_the_guard_stops()
    {
        for (var i = 0; i < 70; i++)
            await new WireRequest().SendAsync(_server);

        await _server.StopAsync();

        Assert.That(_server.Audit.Decisions.Sum(record => record.Count ?? 1), Is.EqualTo(70));
        Assert.That(_server.Audit.Records[^1].Event, Is.EqualTo(AuditEvent.GuardStopped));
    }

    [Test]
    public async Task Refusals_of_callers_are_always_recorded_one_by_one()
    {
        var token = _server.NewToken().WithScopes().Build();
        for (var i = 0; i < 100; i++)
            await new WireRequest().WithToken(token).SendAsync(_server);

        Assert.That(_server.Audit.Decisions, Has.Count.EqualTo(100));
    }

    [Test]
    public async Task Introduction_of_a_client_that_is_larger_than_any_is_413()
    {
        var body =
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"experimental":""" +
                """{"x":"y"}},"clientInfo":{"name":"c","version":"1"}}}"""
            .Replace("\"y\"", $"\"{new string('y', 64 * 1024)}\"", StringComparison.Ordinal);

        Assert.That((await new WireRequest(body).WithToken(_server.NewToken().Build()).SendAsync(_server)).Status, Is.EqualTo(413));
    }

    private HttpClient NewHttp2Client() => new() { BaseAddress = _server.Http.BaseAddress };

    private static async Task<int> PostAsync(HttpClient http, byte[] body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");

        try
        {
            using var response = await http.SendAsync(request);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException exception) when (token is null && exception.InnerException is IOException or HttpProtocolException)
        {
            // The rest of an unwanted body is refused as well.
            return 0;
        }
    }

    private static async Task PostBrokenAsync(HttpClient http, bool atOnce)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new BrokenContent(atOnce),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        try
        {
            using var response = await http.SendAsync(request);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // It has broken its request off itself.
        }
    }

    private sealed class BrokenContent(bool atOnce) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{\"jsonrpc\":"u8.ToArray());
            await stream.FlushAsync();
            if (!atOnce)
                await Task.Yield();

            throw new IOException("The client breaks off.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private async Task<string> SendBeginningAsync(string beginning, int length)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _server.Http.BaseAddress!.Port);
        var head = $"POST /mcp HTTP/1.1\r\nHost: mcp.example.com\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + beginning));
        var answer = new byte[8192];
        var read = await client.GetStream().ReadAsync(answer);
        return Encoding.ASCII.GetString(answer, 0, read);
    }
}
