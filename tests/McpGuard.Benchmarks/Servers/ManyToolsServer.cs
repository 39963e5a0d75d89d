using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace McpGuard.Benchmarks.Servers;

/// <summary>A server with as many tools as its environment says. Behind the guard it has a rule for each.</summary>
internal static class ManyToolsServer
{
    /// <summary>The environment variable with the number of tools.</summary>
    public const string CountVariable = "BENCHMARK_TOOLS";

    /// <summary>Makes the server without the guard.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        AddServer(builder, CountOf(builder));
        var app = builder.Build();
        app.MapMcp("/mcp");
        return app;
    }

    /// <summary>Makes the server behind the guard.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, string authority, string auditDirectory)
    {
        var count = CountOf(builder);
        AddServer(builder, count).WithMcpGuard(options =>
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

    private static int CountOf(WebApplicationBuilder builder) => builder.Configuration.GetValue<int>(CountVariable);

    private static IMcpServerBuilder AddServer(WebApplicationBuilder builder, int tools) => builder.Services.AddMcpServer()
        .WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.Stateless)
        .WithTools(ManyTools.Of(tools));
}
