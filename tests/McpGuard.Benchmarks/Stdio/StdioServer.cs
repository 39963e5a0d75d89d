using McpGuard.Benchmarks.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpGuard.Benchmarks.Stdio;

/// <summary>The process of a server over stdio, with or without the guard. It ends with its input.</summary>
internal static class StdioServer
{
    /// <summary>The environment variable with the access token.</summary>
    public const string TokenVariable = "MCP_TOKEN";

    /// <summary>Runs until the input ends.</summary>
    /// <param name="args"><c>--stdio</c>, kind, authority, audit directory.</param>
    public static async Task RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Services.AddMcpServer().WithStdioServerTransport();
        if (Enum.Parse<ServerKind>(args[1]) == ServerKind.Unguarded)
            server.WithTools<Tools>();
        else
            server.WithTools<GuardedTools>().WithTokenFromEnvironment(TokenVariable).WithMcpGuard(options =>
            {
                options.Authority = args[2];
                options.Resource = BenchmarkServer.Resource;
                options.Audit.File.Directory = args[3];
            });

        await builder.Build().RunAsync();
    }

    [McpServerToolType]
    private sealed class Tools
    {
        [McpServerTool(Name = BenchmarkTools.Echo)]
        public static string Echo(string message, int count) => Echoes.Of(message, count);
    }
}
