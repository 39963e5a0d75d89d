using System.Net.Sockets;
using System.Text;

namespace McpGuard.AspNetCore.Tests;

/// <summary>A request written line by line: no client library sends a header twice.</summary>
internal static class RawRequest
{
    /// <summary>Sends a request and gives the status of the answer.</summary>
    public static async Task<int> SendAsync(GuardedWebServer server, string body, params string[] headers) =>
        await SendLinesAsync(server, [.. headers, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}", "", body]);

    /// <summary>Sends a request whose body has so many bytes and goes on, and gives the status of the answer.</summary>
    public static async Task<int> SendWithoutEndAsync(GuardedWebServer server, int bytes, params string[] headers) =>
        await SendLinesAsync(server, [.. headers, "Transfer-Encoding: chunked", "", $"{bytes:x}", new string(' ', bytes), ""]);

    private static async Task<int> SendLinesAsync(GuardedWebServer server, string[] rest)
    {
        string[] lines = ["POST /mcp HTTP/1.1", "Host: mcp.example.com", "Connection: close", "Accept: application/json, text/event-stream", .. rest];
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Http.BaseAddress!.Port);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));

        using var reader = new StreamReader(client.GetStream());
        return int.Parse((await reader.ReadLineAsync())!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
