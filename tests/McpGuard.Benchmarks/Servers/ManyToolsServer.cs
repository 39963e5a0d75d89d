using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace McpGuard.Benchmarks.Servers;

/// <summary>The guarded server with as many tools and rules as its environment says.</summary>
internal static class ManyToolsServer
{
    /// <summary>The environment variable with the number of tools.</summary>
    public const string CountVariable = "BENCHMARK_TOOLS";

    public static WebApplication Build(WebApplicationBuilder builder, string authority, string auditDirectory)
    {
        var count = builder.Configuration.GetValue<int>(CountVariable);
        builder.Services.AddMcpServer()
            .WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.Stateless)
            .WithTools(ManyTools.Of(count))
            .WithMcpGuard(options =>
            {
                options.Authority = authority;
                options.Resource = BenchmarkServer.Resource;
                options.Policy = ManyTools.Policy(count);
                options.Audit.File.Directory = auditDirectory;
            });

        var app = builder.Build();
        app.MapMcp("/mcp").RequireMcpGuard();
        return app;
    }
}
