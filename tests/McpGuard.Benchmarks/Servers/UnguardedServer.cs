using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace McpGuard.Benchmarks.Servers;

/// <summary>The SDK's server as it comes.</summary>
internal static class UnguardedServer
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddMcpServer()
            .WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.Stateless)
            .WithTools<Tools>();

        var app = builder.Build();
        app.MapMcp("/mcp");
        return app;
    }

    [McpServerToolType]
    private sealed class Tools
    {
        [McpServerTool(Name = BenchmarkTools.Echo)]
        public static string Echo(string message, int count) => Echoes.Of(message, count);

        [McpServerTool(Name = BenchmarkTools.Wait)]
        public static Task<string> WaitAsync(string message, int count) => Echoes.AfterWaitAsync(message, count);
    }
}
