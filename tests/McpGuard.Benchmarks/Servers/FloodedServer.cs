using System.Globalization;
using System.Net;
using McpGuard.Audit;
using McpGuard.Benchmarks.Load;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;

namespace McpGuard.Benchmarks.Servers;

/// <summary>The process of the guarded server that is flooded, on one port for HTTP/1.1 and one for HTTP/2 without TLS.</summary>
internal static class FloodedServer
{
    public const string HeapPath = "/heap";
    public const string HealthPath = "/health";
    public const string SinkPath = "/sink";

    /// <summary>Runs until the input ends.</summary>
    /// <param name="args"><c>--flooded</c>, whether it has sessions, authority, audit directory.</param>
    public static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Logging.ClearProviders();
        var sink = new SwitchedSink();
        builder.Services.AddSingleton<IAuditSink>(sink);
        builder.Services.AddHealthChecks().AddMcpGuard();

        await using var app = Build(builder, hasSessions: bool.Parse(args[1]), authority: args[2], auditDirectory: args[3]);
        app.MapHealthChecks(HealthPath);
        app.MapPost(SinkPath, (SinkMode mode) => sink.Mode = mode);
        app.MapGet(HeapPath, () => GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture));

        await app.StartAsync();
        foreach (var url in app.Urls)
            Console.WriteLine(url);

        await Console.In.ReadToEndAsync();
    }

    private static WebApplication Build(WebApplicationBuilder builder, bool hasSessions, string authority, string auditDirectory)
    {
        builder.Services.AddMcpServer()
            .WithHttpTransport(http => http.SessionMode = hasSessions ? HttpServerSessionMode.Stateful : HttpServerSessionMode.Stateless)
            .WithTools<GuardedTools>()
            .WithMcpGuard(options =>
            {
                options.Resource = BenchmarkServer.Resource;
                options.Issuers["authority"] = new IssuerOptions
                {
                    Issuer = authority,
                    Introspection =
                        new IntrospectionOptions { ClientId = "flooded", ClientSecret = "secret", Endpoint = authority + AuthorityEndpoint.IntrospectionPath },
                };
                options.Audit.File.Directory = auditDirectory;
            });

        var app = builder.Build();
        app.MapMcp("/mcp").RequireMcpGuard();
        return app;
    }
}
