using System.Text;
using McpGuard.Benchmarks.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;

namespace McpGuard.Benchmarks.Micro;

/// <summary>One of the load harness's servers, called without a network and one call at a time.</summary>
internal sealed class InProcessServer : IAsyncDisposable
{
    private static readonly byte[] _body = Encoding.ASCII.GetBytes(CallBody.Text);
    private static readonly byte[] _expected = Encoding.ASCII.GetBytes($"\"text\":\"message {CallBody.Number}\"");

    private readonly byte[] _response = new byte[4096];
    private readonly string _auditDirectory = Path.Combine(Path.GetTempPath(), $"mcpguard-benchmark-{Guid.NewGuid():N}");
    private readonly string _authorization;
    private readonly WebApplication _app;

    public InProcessServer(ServerKind kind, string authority, string token)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        _app = ManagedServers.Build(kind, builder, authority, _auditDirectory);
        _authorization = $"Bearer {token}";
    }

    public Task StartAsync() => _app.StartAsync();

    public async Task CallAsync(int times)
    {
        var server = _app.GetTestServer();
        for (var i = 0; i < times; i++)
        {
            var context = await server.SendAsync(Fill);
            var length = 0;
            int read;
            while ((read = await context.Response.Body.ReadAsync(_response.AsMemory(length))) > 0)
                length += read;

            if (context.Response.StatusCode != 200 || _response.AsSpan(0, length).IndexOf(_expected) < 0)
                throw new InvalidOperationException($"The call was answered with {context.Response.StatusCode}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (Directory.Exists(_auditDirectory))
            Directory.Delete(_auditDirectory, recursive: true);
    }

    private void Fill(HttpContext context)
    {
        var request = context.Request;
        request.Method = "POST";
        request.Path = "/mcp";
        request.Host = new HostString("localhost");
        request.ContentType = "application/json";
        request.Headers.Accept = "application/json, text/event-stream";
        request.Headers.Authorization = _authorization;
        request.Headers["MCP-Protocol-Version"] = "2026-07-28";
        request.Headers["Mcp-Method"] = "tools/call";
        request.Headers["Mcp-Name"] = "echo";
        request.Body = new MemoryStream(_body);
    }
}
