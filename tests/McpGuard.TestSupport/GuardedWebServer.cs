using McpGuard.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.TestSupport;

/// <summary>A guarded MCP server on real Kestrel, with the tools of <see cref="SpyTools"/>.</summary>
internal sealed class GuardedWebServer : IAsyncDisposable
{
    public const string Resource = "https://mcp.example.com/mcp";
    public const string MetadataAddress = "https://mcp.example.com/.well-known/oauth-protected-resource/mcp";

    private readonly WebApplication _app;

    private GuardedWebServer(WebApplication app, TestAuthority authority, RecordingAuditSink audit, FakeTimeProvider time, ToolCalls tools)
    {
        _app = app;
        Authority = authority;
        Audit = audit;
        Time = time;
        Tools = tools;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public TestAuthority Authority { get; }

    public RecordingAuditSink Audit { get; }

    public FakeTimeProvider Time { get; }

    public ToolCalls Tools { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<GuardedWebServer> StartAsync(
        Action<McpGuardOptions>? options = null,
        Action<IMcpServerBuilder>? server = null,
        Action<WebApplication>? map = null,
        TestAuthority? authority = null,
        Action<IWebHostBuilder>? web = null)
    {
        authority ??= new TestAuthority();
        var audit = new RecordingAuditSink();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var tools = new ToolCalls();

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        web?.Invoke(builder.WebHost);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(tools);
        builder.Services.AddHttpContextAccessor();
        var mcp = builder.Services.AddMcpServer()
            .WithHttpTransport()
            .WithTools<SpyTools>()
            .WithMcpGuard(settings =>
            {
                settings.Resource = Resource;
                settings.InitialScopes.Add("mcp:basic");
                options?.Invoke(settings);
            })
            .WithTestAuthority(authority)
            .WithRecordedAudit(audit);
        server?.Invoke(mcp);

        var app = builder.Build();
        if (map is null)
            app.MapMcp("/mcp").RequireMcpGuard();
        else
            map(app);

        await app.StartAsync();

        // That the guard has started is on record by now, and no test of requests is about it.
        audit.Clear();
        return new GuardedWebServer(app, authority, audit, time, tools);
    }

    /// <summary>A token that has everything a call of <c>files_read</c> needs.</summary>
    public TestTokenBuilder NewToken() => Authority.Token(Resource, Time).WithScopes("mcp:basic", "files:read");

    public TestTokenBuilder NewToken(TestAuthority authority) => authority.Token(Resource, Time).WithScopes("mcp:basic", "files:read");

    public void Revoke(Revocation revocation) => _app.Services.GetRequiredService<RevocationList>().Revoke(revocation);

    /// <summary>Shuts down cleanly, for tests of that.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        Authority.Dispose();
    }
}
