using System.Collections.Concurrent;
using McpGuard.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.TestSupport;

/// <summary>A guard whose whole configuration can change while it runs; both authorities answer, whether they are trusted or not.</summary>
internal sealed class ReloadableServer : IDisposable
{
    private readonly MemoryConfigurationProvider _settings = new(new MemoryConfigurationSource());
    private readonly ConfigurationRoot _configuration;
    private readonly ServiceProvider _services;

    public ReloadableServer(params (string Key, string? Value)[] settings)
    {
        _configuration = new ConfigurationRoot([_settings]);
        Set([("Resource", ValidatorHarness.Resource), .. settings]);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(_configuration);
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(First).AddSingleton(Second);
        services.AddLogging(logging => logging.AddFakeLogging());
        services.AddMcpServer().WithMcpGuard(options => Setup?.Invoke(options));
        services.AddHttpClient(McpGuardDefaults.BackchannelClient).ConfigurePrimaryHttpMessageHandler(() => new Authorities(this));
        _services = services.BuildServiceProvider();
    }

    /// <summary>What code makes of the settings each time.</summary>
    public Action<McpGuardOptions>? Setup { get; set; }

    /// <summary>The authorities answer when this has ended.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public TestAuthority First { get; } = new("https://first.example");

    public TestAuthority Second { get; } = new("https://second.example");

    /// <summary>Where opaque tokens were asked about; each is said to be active.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero));

    public IServiceProvider Services => _services;

    public FakeLogCollector Logs => _services.GetFakeLogCollector();

    public string TokenOf(TestAuthority authority) => authority.Token(ValidatorHarness.Resource, Time).Build();

    public async Task<ReasonCode> ReasonAsync(string token)
    {
        // It takes over what changes, and a host makes it before anything is served.
        _ = _services.GetRequiredService<LiveOptions>();
        return (await _services.GetRequiredService<ITokenValidator>().ValidateAsync(new(token), CancellationToken.None)).Reason;
    }

    /// <summary>Does what is done before a server serves.</summary>
    public async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            await service.StartingAsync(CancellationToken.None);
    }

    /// <summary>Changes settings of the section, and tells everybody.</summary>
    public void Change(params (string Key, string? Value)[] settings)
    {
        Set(settings);
        _configuration.Reload();
    }

    public void Dispose()
    {
        _services.Dispose();
        _configuration.Dispose();
    }

    private void Set((string Key, string? Value)[] settings)
    {
        foreach (var (key, value) in settings)
            _settings.Set($"McpGuard:{key}", value);
    }

    private sealed class Authorities(ReloadableServer server) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _first = new(server.First.CreateBackchannel());
        private readonly HttpMessageInvoker _second = new(server.Second.CreateBackchannel());

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await server.Gate.WaitAsync(cancellationToken);
            if (request.Method != HttpMethod.Post)
                return await (request.RequestUri!.Host == "first.example" ? _first : _second).SendAsync(request, cancellationToken);

            server.Asked.Enqueue(request.RequestUri!.AbsoluteUri);
            var now = server.Time.GetUtcNow().ToUnixTimeSeconds();
            return new HttpResponseMessage
            {
                Content = new StringContent(
                    $$"""{"active":true,"sub":"alice","client_id":"agent-1","aud":"{{ValidatorHarness.Resource}}","iat":{{now}}""" +
                        $$""","exp":{{now + 300}},"jti":"1"}"""),
            };
        }
    }
}
