using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace McpGuard.Benchmarks.Servers;

/// <summary>The same server behind the guard, with every decision and outcome written to the audit log. Further settings come from the environment.</summary>
internal static class GuardedServer
{
    public static WebApplication Build(WebApplicationBuilder builder, string authority, string auditDirectory)
    {
        builder.Services.AddMcpServer()
            .WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.Stateless)
            .WithTools<GuardedTools>()
            .WithMcpGuard(options =>
            {
                options.Authority = authority;
                options.Resource = BenchmarkServer.Resource;
                options.Audit.File.Directory = auditDirectory;
            });

        var app = builder.Build();
        app.MapMcp("/mcp").RequireMcpGuard();
        return app;
    }
}
