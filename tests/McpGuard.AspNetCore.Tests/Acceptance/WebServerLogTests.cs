using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Refused requests leave the connection in order: the web server warns of nothing, and the connection serves the next request.</summary>
internal sealed class WebServerLogTests
{
    private const string Body = """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}""";

    private readonly FakeLogCollector _logs = new();

    [SetUp]
    public void SetUp() => _logs.Clear();

    private string[] Complaints =>
    [
        .. _logs.GetSnapshot().Where(entry => entry.Level >= LogLevel.Warning && entry.Category!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal))
            .Select(entry => $"{entry.Message} {entry.Exception}"),
    ];

    private int BodiesBegun => _logs.GetSnapshot().Count(entry => entry.Message.Contains("started reading request body", StringComparison.Ordinal));

    [TestCase("bad", 401, new[] { 100 })]
    [TestCase("bad", 401, new[] { 0, 100 })]
    [TestCase("bad", 401, new[] { 50, 100 })]
    [TestCase("bad", 401, new[] { 0, 20, 40, 60, 80, 100 })]
    [TestCase(null, 401, new[] { 50, 100 })]
    [TestCase("good", 200, new[] { 0, 50, 100 })]
    public async Task Connection_stays_usable_after_a_body_that_came_in_pieces(string? token, int status, int[] cuts)
    {
        await using var server = await StartAsync();
        using var connection = await ConnectAsync(server);
        for (var request = 0; request < 3; request++)
        {
            await SendAsync(connection, Head(token == "good" ? server.NewToken().Build() : token), Body, cuts);
            Assert.That(await StatusAsync(connection), Is.EqualTo(status));
        }

        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    public async Task Client_that_leaves_in_the_middle_of_its_body_causes_no_warning([Values("bad", "good")] string token, [Values] bool resets)
    {
        await using var server = await StartAsync();
        for (var request = 0; request < 10; request++)
        {
            using var connection = await ConnectAsync(server);
            connection.LingerState = new LingerOption(resets, 0);
            await SendAsync(connection, Head(token == "good" ? server.NewToken().Build() : token), Body, [request * 9]);
            await Eventually.IsTrueAsync(() => BodiesBegun > request);
        }

        await Eventually.IsTrueAsync(() => server.Audit.Decisions.Count == 10);
        await server.StopAsync();
        Assert.That(Complaints, Is.Empty);
    }

    private Task<GuardedWebServer> StartAsync() => GuardedWebServer.StartAsync(
        server: mcp => mcp.Services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(_logs)).SetMinimumLevel(LogLevel.Debug)));

    private static string Head(string? token) => string.Join("\r\n",
    [
        "POST /mcp HTTP/1.1", "Host: mcp.example.com", "Accept: application/json, text/event-stream", "Content-Type: application/json",
        .. token is null ? [] : new[] { $"Authorization: Bearer {token}" },
        $"Content-Length: {Body.Length}", "", "",
    ]);

    private static async Task<TcpClient> ConnectAsync(GuardedWebServer server)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", server.Http.BaseAddress!.Port);
        return client;
    }

    // The head and the pieces of the body, in percent, each as a packet.
    private static async Task SendAsync(TcpClient client, string head, string body, int[] cuts)
    {
        var (stream, sent) = (client.GetStream(), 0);
        var first = head + body[..(body.Length * cuts[0] / 100)];
        await stream.WriteAsync(Encoding.ASCII.GetBytes(first));
        sent = body.Length * cuts[0] / 100;
        foreach (var cut in cuts[1..])
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(body[sent..(body.Length * cut / 100)]));
            sent = body.Length * cut / 100;
        }
    }

    // Reads one answer, with a length or in chunks.
    private static async Task<int> StatusAsync(TcpClient client)
    {
        var (stream, text, buffer) = (client.GetStream(), "", new byte[8192]);
        while (!IsWhole(text))
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0)
                break;

            text += Encoding.UTF8.GetString(buffer, 0, read);
        }

        return int.Parse(text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;

        var length = text[..end].Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        return length is null
            ? text.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : Encoding.UTF8.GetByteCount(text[(end + 4)..]) >= int.Parse(length[16..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
