using System.Net.Sockets;
using System.Text;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Requests whose framing tries to make one request look like another: pipelines, chunks, trailers, and a client that asks before it sends.</summary>
internal sealed class HttpFramingTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private GuardedWebServer _server = null!;
    private string _token = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await GuardedWebServer.StartAsync();
        _token = _server.NewToken().Build();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [SetUp]
    public void ForgetRecords() => _server.Audit.Clear();

    [Test]
    public async Task Valid_request_after_a_refused_one_on_the_same_connection_is_served_and_both_are_recorded()
    {
        var answer = await SendAsync(Post(WireRequest.Echo, token: null) + Post(WireRequest.Echo, _token, close: true));

        Assert.That(StatusesOf(answer), Is.EqualTo(new[] { 401, 200 }));
        Assert.That(Reasons(), Is.EqualTo(new[] { ReasonCode.CredentialMissing, ReasonCode.Allowed }));
    }

    [Test]
    public async Task Token_of_one_request_never_serves_the_next_one_on_the_connection()
    {
        var answer = await SendAsync(Post(WireRequest.Echo, _token) + Post(WireRequest.Echo, token: null, close: true));

        Assert.That(StatusesOf(answer), Is.EqualTo(new[] { 200, 401 }));
    }

    [TestCase(10)]
    [TestCase(20_000)]
    public async Task Request_inside_the_body_of_a_refused_one_is_never_read_as_a_request(int padding)
    {
        var inner = new string(' ', padding) + Post(WireRequest.Echo, _token);
        var answer = await SendAsync(Post(inner, token: null, close: true));

        Assert.That(StatusesOf(answer), Is.EqualTo(new[] { 401 }));
        Assert.That(Reasons(), Is.EqualTo(new[] { ReasonCode.CredentialMissing }));
    }

    [Test]
    public async Task Length_together_with_chunks_never_hides_a_second_request()
    {
        var inner = Post(WireRequest.Echo, _token);
        var body = $"0\r\n\r\n{inner}";
        var answer = await SendAsync(Head(null, "Transfer-Encoding: chunked", $"Content-Length: {body.Length}") + body);

        Assert.That(_server.Audit.Decisions.Select(record => record.Effect), Has.None.EqualTo(AuditEffect.Allow));
        Assert.That(StatusesOf(answer), Has.None.EqualTo(200));
    }

    [Test]
    public async Task Token_in_a_trailer_is_not_a_credential()
    {
        var answer = await SendAsync(
            Head(null, "Connection: close", "Transfer-Encoding: chunked", "Trailer: Authorization") +
                Chunks(WireRequest.Echo, 1000, $"Authorization: Bearer {_token}\r\n"));

        Assert.That(StatusesOf(answer), Is.EqualTo(new[] { 401 }));
    }

    [TestCase("Authorization: Bearer x")]
    [TestCase("Mcp-Name: other")]
    [TestCase("MCP-Protocol-Version: 2026-07-28")]
    [TestCase("Content-Type: text/plain")]
    public async Task Trailer_changes_nothing_of_the_request_that_it_follows(string trailer)
    {
        var answer = await SendAsync(Head(_token, "Connection: close", "Transfer-Encoding: chunked") + Chunks(WireRequest.Echo, 1000, trailer + "\r\n"));

        Assert.That(StatusesOf(answer), Is.EqualTo(new[] { 200 }));
        Assert.That(_server.Audit.Decisions.Single().Target, Is.EqualTo("echo"));
    }

    [Test]
    public async Task Body_in_chunks_of_one_byte_is_read_as_one_body()
    {
        var answer = await SendAsync(Head(_token, "Connection: close", "Transfer-Encoding: chunked") + Chunks(WireRequest.Echo, 1));

        Assert.That(StatusesOf(answer), Is.EqualTo(new[] { 200 }));
    }

    [TestCase("zz\r\n")]
    [TestCase("5\r\nabc")]
    [TestCase("FFFFFFFFFFFFFFFFF\r\n")]
    public async Task Broken_chunk_runs_nothing_and_is_recorded(string chunk)
    {
        await SendAsync(Head(_token, "Connection: close", "Transfer-Encoding: chunked") + chunk, endsInput: true);

        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 1);
        Assert.That(Reasons(), Is.EqualTo(new[] { ReasonCode.RequestAborted }));
    }

    [Test]
    public async Task Client_without_a_token_that_asks_before_it_sends_is_refused_before_it_sends()
    {
        var answer = await SendAsync(Head(null, "Connection: close", "Expect: 100-continue", "Content-Length: 500000"));

        Assert.That(StatusesOf(answer), Is.EqualTo(new[] { 401 }));
    }

    [Test]
    public async Task Client_with_a_token_that_announces_its_body_is_served()
    {
        var answer = await SendAsync(Post(WireRequest.Echo, _token, close: true, "Expect: 100-continue"));

        Assert.That(StatusesOf(answer)[^1], Is.EqualTo(200));
    }

    [Test]
    public async Task Client_that_asks_to_send_a_body_larger_than_the_limit_is_refused_before_it_sends()
    {
        var answer = await SendAsync(Head(_token, "Connection: close", "Expect: 100-continue", "Content-Length: 500000000"));

        Assert.That(StatusesOf(answer), Is.EqualTo(new[] { 413 }));
    }

    private ReasonCode?[] Reasons() => [.. _server.Audit.Decisions.Select(record => record.Reason)];

    private static string Head(string? token, params string[] headers)
    {
        string[] lines =
            ["POST /mcp HTTP/1.1", "Host: mcp.example.com", "Content-Type: application/json", "Accept: application/json, text/event-stream", .. headers];
        return string.Join("\r\n", token is null ? lines : [.. lines, $"Authorization: Bearer {token}"]) + "\r\n\r\n";
    }

    private static string Post(string body, string? token, bool close = false, params string[] headers) =>
        Head(token, [.. headers, $"Content-Length: {body.Length}", close ? "Connection: close" : "Connection: keep-alive"]) + body;

    private static string Chunks(string body, int size, string trailers = "") =>
        string.Concat(body.Chunk(size).Select(piece => $"{piece.Length:x}\r\n{new string(piece)}\r\n")) + "0\r\n" + trailers + "\r\n";

    private async Task<string> SendAsync(string request, bool endsInput = false)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _server.Http.BaseAddress!.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        if (endsInput)
            client.Client.Shutdown(SocketShutdown.Send);

        using var patience = new CancellationTokenSource(_patience);
        var answer = new StringBuilder();
        var buffer = new byte[8192];
        try
        {
            while (await stream.ReadAsync(buffer, patience.Token) is > 0 and var count)
                answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // The server resets a connection whose body it does not read. What came before counts.
        }

        return answer.ToString();
    }

    private static int[] StatusesOf(string answers) =>
        [.. answers.Split("HTTP/1.1 ")[1..].Select(answer => int.Parse(answer[..3], System.Globalization.CultureInfo.InvariantCulture))];
}
