using GatewayStandIns;
using McpGuard;
using SampleTools;

namespace BehindGateways;

/// <summary>The guarded server, with the settings of a layout.</summary>
internal static class GuardedServer
{
    public static async Task<WebApplication> StartAsync(Layout layout, Chain chain, SigningKey pomerium, SigningKey liteLlm, string folder)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Configuration.AddJsonFile(Path.Combine(layout.Name, "appsettings.json"));

        builder.Configuration["Data"] = folder;

        // The stand-ins have keys of their own, and no address that the settings could name.
        builder.Services.PostConfigure<McpGuardOptions>(options =>
        {
            options.Issuers["pomerium"].Keys.Uri = null;
            options.Issuers["pomerium"].Keys.Jwks = pomerium.Jwks;
            options.Issuers["litellm"].Keys.Uri = null;
            options.Issuers["litellm"].Keys.Jwks = liteLlm.Jwks;
        });
        builder.Services.AddSingleton<SampleData>();
        builder.Services.AddSingleton(chain);
        builder.Services.AddMcpServer()
            .WithHttpTransport()
            .WithTools<FileTools>()
            .WithTools([typeof(CallerTools)])
            .WithMcpGuard()
            .WithAuditSink(services => services.GetRequiredService<Chain>());

        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapMcp("/mcp").RequireMcpGuard();
        await app.StartAsync();
        return app;
    }
}
