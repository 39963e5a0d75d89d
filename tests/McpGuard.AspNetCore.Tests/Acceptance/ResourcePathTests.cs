using Microsoft.AspNetCore.Builder;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A server that is mapped where its resource is not does not start.</summary>
[TestFixture]
internal sealed class ResourcePathTests
{
    [TestCase("https://x.example/mcp", "/mcp")]
    [TestCase("https://x.example/mcp/", "/mcp")]
    [TestCase("https://x.example/MCP", "/mcp")]
    [TestCase("https://x.example/tools/mcp", "/mcp")]
    [TestCase("https://x.example/tools/mcp", "")]
    [TestCase("https://x.example", "")]
    [TestCase("https://x.example", "/mcp")]
    [TestCase("https://x.example/mcp", "/mcp/v2")]
    [TestCase("https://x.example/a%20b", "/a b")]
    [TestCase("https://x.example/north/mcp", "/{tenant}/mcp")]
    public async Task Path_that_clients_can_come_to_is_accepted(string resource, string pattern)
    {
        await using var server = await StartAsync(resource, pattern);
    }

    [TestCase("https://x.example/mcp", "/api")]
    [TestCase("https://x.example/mcp", "/api/mcp")]
    [TestCase("https://x.example/mcp/v2", "/mcp")]
    [TestCase("https://x.example/tools-mcp", "/mcp")]
    [TestCase("https://x.example/north/mcp", "/{tenant}/api")]
    public void Startup_fails_for_path_that_contradicts_the_resource_and_names_both(string resource, string pattern) =>
        Assert.That(async () => await StartAsync(resource, pattern), Throws.TypeOf<McpGuardConfigurationException>()
            .With.Message.Contains($"McpGuard:Resource is '{resource}', and MapMcp serves '{pattern}'"));

    [Test]
    public void Group_that_the_server_is_mapped_in_counts() =>
        Assert.That(
            async () => await GuardedWebServer.StartAsync(
                options => options.Resource = "https://x.example/mcp", map: app => app.MapGroup("/mcp").MapMcp("/api").RequireMcpGuard()).ConfigureAwait(false),
            Throws.Nothing);

    [TestCase("https://x.example", "/mcp", "https://x.example")]
    [TestCase("https://x.example/", "/mcp", "https://x.example")]
    [TestCase("https://x.example/mcp/", "/mcp", "https://x.example/mcp/")]
    [TestCase("https://X.Example:443/Mcp", "/mcp", "https://x.example/Mcp")]
    [TestCase("https://x.example/a%20b", "/a b", "https://x.example/a%20b")]
    [TestCase("https://xn--bcher-kva.example/mcp", "/mcp", "https://xn--bcher-kva.example/mcp")]
    [TestCase("https://x.example/b%C3%BCcher", "/bücher", "https://x.example/b%C3%BCcher")]
    [TestCase("https://x.example/b%c3%bccher/", "/bücher/", "https://x.example/b%c3%bccher/")]
    [TestCase("https://x.example/a%20b/", "/a b/", "https://x.example/a%20b/")]
    public async Task Challenge_names_the_address_at_which_the_metadata_has_the_canonical_resource(string resource, string pattern, string canonical)
    {
        await using var server = await StartAsync(resource, pattern);
        var challenge = (await new WireRequest(path: pattern).SendAsync(server)).Challenge;
        var address = new Uri(challenge["resource_metadata"]);
        var metadata = await server.Http.GetStringAsync(address.PathAndQuery);

        Assert.That(address.Host, Is.EqualTo(new Uri(resource).IdnHost));
        Assert.That((string?)System.Text.Json.Nodes.JsonNode.Parse(metadata)!["resource"], Is.EqualTo(canonical));
    }

    [TestCase("https://x.example/bücher", "https://x.example/b%C3%BCcher")]
    [TestCase("https://bücher.example/mcp", "https://xn--bcher-kva.example/mcp")]
    public void Resource_outside_of_ascii_is_refused_with_its_ascii_form(string resource, string ascii) =>
        Assert.That(async () => await StartAsync(resource, "/mcp"), Throws.TypeOf<McpGuardConfigurationException>()
            .With.Message.Contains($"has characters outside of ASCII. Write '{ascii}'"));

    private static Task<GuardedWebServer> StartAsync(string resource, string pattern) =>
        GuardedWebServer.StartAsync(options => options.Resource = resource, map: app => app.MapMcp(pattern).RequireMcpGuard());
}
