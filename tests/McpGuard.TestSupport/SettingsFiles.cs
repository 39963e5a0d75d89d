using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard.TestSupport;

/// <summary>A guard whose settings are in files that are watched, as those of an application are.</summary>
internal sealed class SettingsFiles : IAsyncDisposable
{
    public const string Trust = """{"McpGuard":{"Authority":"https://first.example","Resource":"https://mcp.example.com/mcp"}}""";

    public const string Restrictions = """
        {"McpGuard":{
          "Policy":{"Mode":"Enforce","Rules":{"r":{"Tools":["read"],"Scopes":["secret"]},"s":{"Tools":["read"],"Scopes":["other"]}}},
          "Callers":{"AllowedActors":["agent-1"],"MaxActors":2},
          "Tools":{"read":{"Scopes":["more"]},"write":{"Scopes":["most"]}},
          "RequireSoleAudience":true}}
        """;

    private readonly ConfigurationRoot _configuration;
    private readonly ServiceProvider _services;

    public SettingsFiles(string? trust = null, Action<IConfigurationBuilder, SettingsFiles>? sources = null)
    {
        File.WriteAllText(Path("trust.json"), trust ?? Trust);
        File.WriteAllText(Path("policy.json"), Restrictions);
        File.WriteAllText(Path("other.json"), """{"Other":1}""");
        var builder = new ConfigurationBuilder();
        foreach (var name in new[] { "trust.json", "policy.json", "other.json" })
            Add(builder, name);
        sources?.Invoke(builder, this);
        _configuration = (ConfigurationRoot)builder.Build();

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(_configuration);
        services.AddLogging(logging => logging.AddFakeLogging());
        services.Configure<McpGuardOptions>(_ => BeforeBinding?.Invoke());
        services.AddMcpServer().WithTools([Probe.Read().Tool, Probe.Write().Tool]).WithMcpGuard();
        _services = services.BuildServiceProvider();
    }

    /// <summary>Runs while the options are made, before the configuration is read into them.</summary>
    public Action? BeforeBinding { get; set; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("mcpguard-settings-").FullName;

    public LiveOptions Live => _services.GetRequiredService<LiveOptions>();

    public CompiledPolicy Policy => Live.Policy.Current;

    public IConfigurationRoot Root => _configuration;

    // No issuer can be reached here.
    public IEnumerable<string> Errors =>
        Logs.Where(entry => entry.Level == LogLevel.Error && entry.Category != typeof(TrustedIssuer).FullName).Select(entry => entry.Message);

    public IEnumerable<string> Records => Logs.Where(entry => entry.Category == McpGuardDefaults.AuditCategory).Select(entry => entry.Message);

    private IReadOnlyList<FakeLogRecord> Logs => _services.GetFakeLogCollector().GetSnapshot();

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public void Add(IConfigurationBuilder builder, string name) => builder.AddJsonFile(source =>
    {
        source.Path = Path(name);
        source.Optional = true;
        source.ReloadOnChange = true;
        source.ReloadDelay = 20;
        source.ResolveFileProvider();
    });

    public async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            await service.StartingAsync(CancellationToken.None);
    }

    public async Task<HealthStatus> HealthAsync()
    {
        var check = ActivatorUtilities.CreateInstance<McpGuardHealthCheck>(_services);
        var result = await check.CheckHealthAsync(new HealthCheckContext { Registration = new("mcpguard", check, null, null) });
        return result.Data.ContainsKey("configuration") ? result.Status : HealthStatus.Healthy;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _configuration.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
