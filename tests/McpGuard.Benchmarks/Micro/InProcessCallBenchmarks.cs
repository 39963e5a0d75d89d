using System.Text;
using BenchmarkDotNet.Attributes;
using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;

namespace McpGuard.Benchmarks.Micro;

/// <summary>
/// The same servers and the same call as the load harness, but in one process, without a network and one call at a
/// time: what a call costs where nothing else does.
/// </summary>
public class InProcessCallBenchmarks
{
    private const int CallsPerInvocation = 100;

    private readonly string _auditFile = Path.Combine(Path.GetTempPath(), $"mcpguard-benchmark-{Guid.NewGuid():N}.jsonl");
    private readonly byte[] _body = Encoding.ASCII.GetBytes(CallBody.Text);
    private readonly byte[] _response = new byte[4096];
    private readonly byte[] _expected = Encoding.ASCII.GetBytes($"\"text\":\"message {CallBody.Number}\"");
    private AuthorityEndpoint _endpoint = null!;
    private WebApplication _app = null!;
    private TestServer _server = null!;
    private string _authorization = null!;

    [Params(ServerKind.Unguarded, ServerKind.Stock, ServerKind.Guarded)]
    public ServerKind Server { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _endpoint = await AuthorityEndpoint.StartAsync();
        var token = _endpoint.Authority.Token(BenchmarkServer.Resource).WithTimes(0, 850).WithScopes("demo:list", BenchmarkServer.Scope).Build();
        _authorization = $"Bearer {token}";

        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        _app = BenchmarkServer.Build(Server, builder, _endpoint.Authority.Issuer, _auditFile);
        await _app.StartAsync();
        _server = _app.GetTestServer();
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _app.DisposeAsync();
        await _endpoint.DisposeAsync();
        File.Delete(_auditFile);
    }

    // Many calls to an invocation: BenchmarkDotNet waits for each with a blocked thread, and waking it is no part of a call.
    [Benchmark(OperationsPerInvoke = CallsPerInvocation)]
    public async Task Call()
    {
        for (var i = 0; i < CallsPerInvocation; i++)
            await CallOnceAsync();
    }

    private async Task CallOnceAsync()
    {
        var context = await _server.SendAsync(Fill);
        var length = 0;
        int read;
        while ((read = await context.Response.Body.ReadAsync(_response.AsMemory(length))) > 0)
            length += read;

        if (context.Response.StatusCode != 200 || _response.AsSpan(0, length).IndexOf(_expected) < 0)
            throw new InvalidOperationException($"The call was answered with {context.Response.StatusCode}.");
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
