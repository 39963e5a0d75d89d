using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A server that trusts several issuers tells clients all of them, and serves the tokens of each.</summary>
internal sealed class ManyIssuersTests
{
    private readonly TestAuthority _robots = new("https://robots.example");
    private readonly TestAuthority _stranger = new("https://stranger.example");
    private GuardedWebServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync(server: mcp => mcp.WithTestAuthority(_robots));

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _robots.Dispose();
        _stranger.Dispose();
    }

    [Test]
    [Category("TOK-32")]
    public async Task Metadata_names_the_trusted_issuers_in_their_order_and_no_others()
    {
        var metadata = JsonNode.Parse(await _server.Http.GetStringAsync("/.well-known/oauth-protected-resource/mcp"))!;

        Assert.That(metadata["authorization_servers"]!.AsArray().Select(server => (string?)server),
            Is.EqualTo(new[] { "https://authority.example", "https://robots.example" }));
    }

    [Test]
    [Category("TOK-12")]
    public async Task Each_issuer_is_served_and_recorded_by_its_name()
    {
        _server.Audit.Clear();

        var answers = new[]
        {
            await new WireRequest().WithToken(_server.NewToken().Build()).SendAsync(_server),
            await new WireRequest().WithToken(_server.NewToken(_robots).Build()).SendAsync(_server),
            await new WireRequest().WithToken(_server.NewToken(_stranger).Build()).SendAsync(_server),
        };

        Assert.That(answers.Select(answer => answer.Status), Is.EqualTo(new[] { 200, 200, 401 }));
        Assert.That(_server.Audit.Decisions.Select(record => record.Issuer), Is.EqualTo(new[] { "https://authority.example", "https://robots.example", null }));
    }
}
