using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGuard.Benchmarks.Servers;

/// <summary>The process of one server: it says where it listens, and ends when the harness closes its input.</summary>
internal static class BenchmarkServer
{
    public const string Resource = "https://mcp.example.com/mcp";
    public const string Scope = "demo:echo";
    public const string MeterPath = "/meter";

    /// <summary>Runs until the input ends.</summary>
    /// <param name="args"><c>--server</c>, kind, authority, audit directory.</param>
    /// <param name="build">What makes a server of a kind, for an authority and an audit directory.</param>
    public static async Task RunAsync(string[] args, Func<ServerKind, WebApplicationBuilder, string, string, WebApplication> build)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();

        await using var app = build(Enum.Parse<ServerKind>(args[1]), builder, args[2], args[3]);
        app.MapGet(MeterPath, context => context.Response.WriteAsync(MeterReading.Take().ToString(CultureInfo.InvariantCulture)));

        await app.StartAsync();
        Console.WriteLine(app.Urls.First());

        // A harness that dies closes the pipe as well, so no server outlives it.
        await Console.In.ReadToEndAsync();
    }
}
