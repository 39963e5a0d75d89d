using McpGuard.Benchmarks.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace McpGuard.Benchmarks.Soak;

/// <summary>The process of the guarded server that is soaked. Its log is signed, and all else is as it is by default.</summary>
internal static class SoakedServer
{
    public const string StatePath = "/state";

    /// <summary>Runs until the input ends.</summary>
    /// <param name="args"><c>--soaked</c>, authority, audit directory, file of the signing key.</param>
    public static async Task RunAsync(string[] args)
    {
        var unobserved = 0L;
        TaskScheduler.UnobservedTaskException += (_, faulted) =>
        {
            Interlocked.Increment(ref unobserved);
            Console.Error.WriteLine($"Unobserved: {faulted.Exception}");
        };
        using var errors = new ErrorCounter();
        using var queues = new QueueWatch();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(errors);

        await using var app = Build(builder, authority: args[1], auditDirectory: args[2], signingKey: args[3]);
        app.MapGet(StatePath, () =>
        {
            // What a faulted task leaves comes out when it is finalized.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return new SoakState(GC.GetTotalMemory(forceFullCollection: true), Volatile.Read(ref unobserved), errors.Count, queues.Longest);
        });

        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await Console.In.ReadToEndAsync();

        // Refusals that were only counted are recorded when the guard stops.
        await app.StopAsync();
    }

    private static WebApplication Build(WebApplicationBuilder builder, string authority, string auditDirectory, string signingKey)
    {
        builder.Services.AddMcpServer(options => options.Handlers.SubscriptionsListenHandler = async (request, cancellationToken) =>
        {
            await request.Server.SendNotificationAsync(NotificationMethods.SubscriptionsAcknowledgedNotification, cancellationToken: cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return new EmptyResult();
        })
            .WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.Stateless)
            .WithTools<GuardedTools>()
            .WithMcpGuard(options =>
            {
                options.Authority = authority;
                options.Resource = BenchmarkServer.Resource;

                // The harness and the server have one clock, and a stream ends when its token does.
                options.ClockSkew = TimeSpan.Zero;
                options.Audit.File.Directory = auditDirectory;
                options.Audit.File.SigningKey = signingKey;
            });

        var app = builder.Build();
        app.MapMcp("/mcp").RequireMcpGuard();
        return app;
    }
}
