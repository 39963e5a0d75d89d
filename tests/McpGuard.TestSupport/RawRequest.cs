using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace McpGuard.TestSupport;

/// <summary>A request written line by line: no client library sends a header twice, or half a request.</summary>
internal static class RawRequest
{
    /// <summary>Sends a request and gives the status of the answer, once that is whole.</summary>
    public static async Task<int> SendAsync(GuardedWebServer server, string body, params string[] headers)
    {
        using var client = await WriteAsync(server, [.. headers, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}", "", body]);
        using var reader = new StreamReader(client.GetStream());
        return StatusOf(await reader.ReadToEndAsync());
    }

    /// <summary>Sends a request with so many bytes of a longer body, and returns the status of the answer.</summary>
    public static async Task<int> SendWithoutEndAsync(GuardedWebServer server, int bytes, params string[] headers)
    {
        using var client = await WriteAsync(server, [.. headers, "Transfer-Encoding: chunked", "", $"{bytes:x}", new string(' ', bytes), ""]);
        using var reader = new StreamReader(client.GetStream());
        return StatusOf((await reader.ReadLineAsync())!);
    }

    /// <summary>Sends a request in one chunk with a header after it, and gives the status of the answer.</summary>
    public static async Task<int> SendWithTrailerAsync(GuardedWebServer server, string body, string trailer, params string[] headers)
    {
        using var client = await WriteAsync(
            server, [.. headers, "Transfer-Encoding: chunked", "", $"{Encoding.UTF8.GetByteCount(body):x}", body, "0", trailer, "", ""]);
        using var reader = new StreamReader(client.GetStream());
        return StatusOf((await reader.ReadLineAsync())!);
    }

    /// <summary>Sends a request that says how long its body is, and hangs up.</summary>
    public static async Task BreakOffAsync(GuardedWebServer server, string body, int length, params string[] headers) =>
        (await WriteAsync(server, ["Content-Type: application/json", .. headers, $"Content-Length: {length}", "", body])).Dispose();

    private static int StatusOf(string answer) => int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture);

    private static async Task<TcpClient> WriteAsync(GuardedWebServer server, string[] rest)
    {
        string[] lines = ["POST /mcp HTTP/1.1", "Host: mcp.example.com", "Connection: close", "Accept: application/json, text/event-stream", .. rest];
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Http.BaseAddress!.Port);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));
        return client;
    }
}
