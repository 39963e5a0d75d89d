using System.Net;
using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Protocol;

namespace McpGuard.Tests.Acceptance;

/// <summary>What authors test with: an authority over HTTP, and a clock that stands still.</summary>
internal sealed class TestDoubleTests
{
    [Test]
    public async Task Listening_authority_is_trusted_by_its_address_alone()
    {
        using var authority = TestAuthority.Listen();
        var services = new ServiceCollection().AddLogging();
        services.AddMcpServer().WithMcpGuard(options => (options.Authority, options.Resource) = (authority.Issuer, ValidatorHarness.Resource));
        await using var provider = services.BuildServiceProvider();
        var validator = provider.GetRequiredService<ITokenValidator>();
        using var stranger = new TestAuthority(authority.Issuer);

        Assert.That(await ReasonAsync(authority), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await ReasonAsync(stranger), Is.Not.EqualTo(ReasonCode.Allowed));

        async Task<ReasonCode> ReasonAsync(TestAuthority from) =>
            (await validator.ValidateAsync(new(from.Token(ValidatorHarness.Resource).Build()), CancellationToken.None)).Reason;
    }

    [Test]
    public async Task Listening_authority_publishes_metadata_and_keys_and_nothing_else()
    {
        using var authority = TestAuthority.Listen();
        using var http = new HttpClient { BaseAddress = new Uri(authority.Issuer) };

        var metadata = JsonNode.Parse(await http.GetStringAsync("/.well-known/oauth-authorization-server"))!;
        using var token = await http.GetAsync("/token");

        Assert.That(((string?)metadata["issuer"], (string?)metadata["jwks_uri"]), Is.EqualTo((authority.Issuer, $"{authority.Issuer}/jwks")));
        Assert.That(JsonNode.Parse(await http.GetStringAsync("/jwks"))!["keys"]!.AsArray(), Has.Count.EqualTo(1));
        Assert.That(token.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));

        authority.IsReachable = false;
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync("/jwks"));
    }

    [TestCase("Development", true, 0)]
    [TestCase("Production", true, 1)]
    [TestCase("Production", false, 0)]
    public async Task Listening_authority_is_warned_of_outside_of_development(string environment, bool isListening, int warnings)
    {
        using var authority = isListening ? TestAuthority.Listen() : new TestAuthority();
        var logs = new FakeLogCollector();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = environment });
        builder.Logging.AddProvider(new FakeLoggerProvider(logs));
        builder.Services.AddMcpServer().WithTools([Probe.Open().Tool])
            .WithMcpGuard(options => options.Resource = GuardedTestServer.Resource).WithTestAuthority(authority);
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();

        var told = logs.GetSnapshot().Where(entry => entry.Id.Id == 113).Select(entry => entry.Message).ToArray();
        Assert.That(told, Has.Length.EqualTo(warnings));
        Assert.That(told, Is.All.Contains(authority.Issuer).And.All.Contains(environment));
    }

    [Test]
    public async Task Clock_of_a_test_decides_on_tokens_and_rates()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithTools([Probe.Open().Tool]).WithMcpGuard(options => options.Policy =
                """{ "Rules": { "few": { "Tools": "open", "Rate": { "Calls": 2, "Window": "00:01:00", "Per": "Subject" } } } }""");
            mcp.Services.AddSingleton<TimeProvider>(time);
        });
        await using var client = await server.ConnectAsync();

        await CallAsync();
        await CallAsync();
        await CallAsync();
        time.Advance(TimeSpan.FromSeconds(61));
        await CallAsync();
        time.Advance(TimeSpan.FromMinutes(10));
        await CallAsync();
        server.Token = server.NewToken().Build();
        await CallAsync();
        server.Token = server.NewToken().WithTimes(-120, -60).Build();
        await CallAsync();

        var reasons = server.Audit.Decisions.Where(record => record.Method == RequestMethods.ToolsCall).Select(record => record.Reason);
        Assert.That(reasons, Is.EqualTo(new ReasonCode?[]
        {
            ReasonCode.Allowed, ReasonCode.Allowed, ReasonCode.RateExceeded, ReasonCode.Allowed, ReasonCode.TokenExpired, ReasonCode.Allowed,
            ReasonCode.TokenExpired,
        }));

        async Task CallAsync()
        {
            try
            {
                await client.CallToolAsync("open");
            }
            catch (ModelContextProtocol.McpException)
            {
                // The records have the answers.
            }
        }
    }
}
