using Microsoft.AspNetCore.Builder;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Clients that ask for the metadata only at the root of the host find it there, unless the address belongs to something else.</summary>
[Category("V2")]
internal sealed class RootMetadataTests
{
    private const string Root = "/.well-known/oauth-protected-resource";

    [Test]
    public async Task Metadata_at_the_root_is_that_of_the_path()
    {
        await using var server = await GuardedWebServer.StartAsync();

        var (atPath, atRoot) = (await GetAsync(server, $"{Root}/mcp"), await GetAsync(server, Root));

        Assert.That((atRoot.Status, atRoot.Body), Is.EqualTo((200, atPath.Body)));
        Assert.That(Headers(atRoot), Is.EqualTo(Headers(atPath)));
    }

    [Test]
    public async Task Endpoint_of_the_application_at_the_root_has_precedence()
    {
        await using var server = await GuardedWebServer.StartAsync(map: app =>
        {
            app.MapMcp("/mcp").RequireMcpGuard();
            app.MapGet(Root, () => "of the application");
        });

        Assert.That((await GetAsync(server, Root)).Body, Is.EqualTo("of the application"));
    }

    [TestCase("https://mcp.example.com/tickets", 404, null)]
    [TestCase("https://mcp.example.com", 200, "https://mcp.example.com")]
    public async Task Root_of_several_endpoints_belongs_to_the_one_without_a_path(string other, int status, string? resource)
    {
        await using var server = await GuardedWebServer.StartAsync(
            options => options.Endpoints["other"] = new EndpointOptions { Resource = other },
            map: app =>
            {
                app.MapMcp("/mcp").RequireMcpGuard();
                app.MapMcp("/tickets").RequireMcpGuard("other");
            });

        var answer = await GetAsync(server, Root);

        Assert.That((answer.Status, answer.MediaType, (string?)answer.Json!["resource"]), Is.EqualTo((status, "application/json", resource)));
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(WireAnswer answer) =>
        answer.Headers.Where(header => header.Key != "Date").OrderBy(header => header.Key, StringComparer.Ordinal);

    private static Task<WireAnswer> GetAsync(GuardedWebServer server, string path) => new WireRequest((string?)null, "GET", path).SendAsync(server);
}
