using McpGuard.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Behind a proxy that removes a prefix, or with a path base, clients find the metadata at the address that the challenge names.</summary>
internal sealed class MetadataAddressTests
{
    private const string Public = "https://mcp.example.com/api/.well-known/oauth-protected-resource/mcp";

    [TestCase("/.well-known/oauth-protected-resource/mcp")]
    [TestCase("/api/.well-known/oauth-protected-resource/mcp")]
    [TestCase("/.well-known/oauth-protected-resource/api/mcp")]
    public async Task Metadata_is_served_wherever_a_proxy_brings_the_request(string path)
    {
        await using var server = await StartAsync();
        var metadata = await new WireRequest((string?)null, "GET", path).SendAsync(server);

        Assert.That((metadata.Status, (string?)metadata.Json?["resource"]), Is.EqualTo((200, "https://mcp.example.com/api/mcp")));
    }

    [Test]
    public async Task Challenge_names_the_configured_address()
    {
        await using var server = await StartAsync();

        Assert.That((await new WireRequest().SendAsync(server)).Challenge["resource_metadata"], Is.EqualTo(Public));
    }

    [TestCase("/api/mcp", "/api/.well-known/oauth-protected-resource/mcp")]
    [TestCase("/mcp", "/.well-known/oauth-protected-resource/api/mcp")]
    public async Task Path_base_of_the_application_does_not_hide_endpoint_or_metadata(string endpoint, string metadata)
    {
        await using var server = await StartAsync(app =>
        {
            app.UsePathBase("/api");
            app.UseRouting();
            app.MapMcp("/mcp").RequireMcpGuard();
        });

        Assert.That(
            (await new WireRequest(path: endpoint).WithToken(
                server.Authority.Token("https://mcp.example.com/api/mcp", server.Time).WithScopes("mcp:basic", "files:read").Build()).SendAsync(server)).Status,
            Is.EqualTo(200));
        Assert.That((await new WireRequest((string?)null, "GET", metadata).SendAsync(server)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Startup_log_says_where_the_metadata_is_served()
    {
        using var log = new LogTrap();
        await using var server = await GuardedWebServer.StartAsync(Configure, mcp => mcp.Services.AddLogging(log.AddTo));

        Assert.That(log.Logged("McpGuard"), Has.Some.Contains(
            $"The resource https://mcp.example.com/api/mcp is guarded. Endpoints: '/mcp'. Clients are sent to its metadata at {Public}, which is served at " +
            "/.well-known/oauth-protected-resource/api/mcp, /api/.well-known/oauth-protected-resource/mcp, /.well-known/oauth-protected-resource/mcp."));
    }

    private static void Configure(McpGuardOptions options) => (options.Resource, options.ResourceMetadataUri) = ("https://mcp.example.com/api/mcp", Public);

    private static Task<GuardedWebServer> StartAsync(Action<WebApplication>? map = null, TestAuthority? authority = null) =>
        GuardedWebServer.StartAsync(Configure, map: map, authority: authority);
}
