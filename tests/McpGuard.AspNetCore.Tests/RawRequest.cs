using System.Net.Sockets;
using System.Text;

namespace McpGuard.AspNetCore.Tests;

/// <summary>A request written line by line: no client library sends a header twice.</summary>
internal static class RawRequest
{
    /// <summary>Sends a request and gives the status of the answer.</summary>
    public static async Task<int> SendAsync(GuardedWebServer server, string body, params string[] headers)
    {
        string[] lines =
        [
            "POST /mcp HTTP/1.1", "Host: mcp.example.com", "Connection: close", "Accept: application/json, text/event-stream",
            $"Content-Length: {Encoding.UTF8.GetByteCount(body)}", .. headers, "", body,
        ];
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Http.BaseAddress!.Port);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));

        using var reader = new StreamReader(client.GetStream());
        return int.Parse((await reader.ReadToEndAsync()).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
