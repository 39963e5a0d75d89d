using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Tokens.Issuers;

/// <summary>An issuer without https on another machine, as on a development network.</summary>
[TestFixture]
[Category("TOK-31")]
internal sealed class HttpIssuerTests
{
    [Test]
    public async Task Token_of_an_issuer_over_http_is_accepted_where_its_settings_allow_it()
    {
        using var issuer = new TestAuthority("http://authority:8080");
        await using var server = await GuardedTestServer.StartAsync(
            mcp => mcp.WithTools([Probe.Open().Tool]).WithTestAuthority(issuer, options => options.AllowHttp = true));
        server.Token = issuer.Token(GuardedTestServer.Resource).Build();
        await using var client = await server.ConnectAsync();

        Assert.That((await client.CallToolAsync("open")).IsError, Is.Not.True);
        Assert.That(server.Audit.Decisions[^1].Issuer, Is.EqualTo(issuer.Issuer));
    }

    [Test]
    public void Startup_fails_for_an_issuer_over_http_without_the_setting()
    {
        using var issuer = new TestAuthority("http://authority:8080");

        Assert.That(
            async () => await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool]).WithTestAuthority(issuer, _ => { })),
            Throws.TypeOf<McpGuardConfigurationException>().With.Message.Contains("plain http is allowed on loopback only").And.Message.Contains("AllowHttp"));
    }
}
