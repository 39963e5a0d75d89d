using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Server;

namespace McpGuard.Cli.Tests.Running;

/// <summary>Lets a guarded server write a log: everything in it is what the guard made of real requests.</summary>
internal static class GuardedLog
{
    public static async Task WriteAsync(TestLog log, params (string Subject, string Actor, string Scopes, string Tool)[] calls)
    {
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithTools([
                McpServerTool.Create([RequireScope("notes:read")] (string? path) => "read", new() { Name = "notes_read" }),
                McpServerTool.Create([RequireScope("notes:write")] (string? path) => "written", new() { Name = "notes_write" }),
            ]);
            mcp.Services.Configure<McpGuardOptions>(log.Configure);
        });
        await using var client = await server.ConnectAsync();
        foreach (var (subject, actor, scopes, tool) in calls)
        {
            server.Token = server.NewToken().With("sub", subject).With("act", new JsonObject { ["sub"] = actor }).WithScopes(scopes).Build();
            try
            {
                await client.CallToolAsync(tool);
            }
            catch (McpException)
            {
                // Refused, which is on record too.
            }
        }
    }
}
