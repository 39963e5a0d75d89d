using Microsoft.AspNetCore.Hosting;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// The server as the ASP.NET Core module of IIS starts it in a sub-application, out of process: with a port, a path base, and a token that
/// each request of the module has.
/// </summary>
internal sealed class IisSubApplicationTests
{
    private const string Resource = "https://mcp.example.com/api/mcp";
    private const string Metadata = "https://mcp.example.com/api/.well-known/oauth-protected-resource/mcp";
    private const string Pairing = "pairing-token";

    private GuardedWebServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync(
        options => (options.Resource, options.ResourceMetadataUri) = (Resource, Metadata),
        web: web => web.UseSetting("PORT", "0").UseSetting("APPL_PATH", "/api").UseSetting("TOKEN", Pairing).UseIISIntegration());

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Call_with_a_token_runs()
    {
        var token = _server.Authority.Token(Resource, _server.Time).WithScopes("mcp:basic", "files:read").Build();

        Assert.That((await FromIis(new WireRequest(path: "/api/mcp").WithToken(token)).SendAsync(_server)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Challenge_names_an_address_in_the_sub_application_that_serves_the_metadata()
    {
        var refused = await FromIis(new WireRequest(path: "/api/mcp")).SendAsync(_server);
        Assert.That((refused.Status, refused.Challenge["resource_metadata"]), Is.EqualTo((401, Metadata)));

        var metadata = await FromIis(new WireRequest((string?)null, "GET", new Uri(Metadata).AbsolutePath)).SendAsync(_server);
        Assert.That((metadata.Status, (string?)metadata.Json?["resource"]), Is.EqualTo((200, Resource)));
    }

    [Test]
    public async Task Request_that_did_not_come_through_the_module_is_refused() =>
        Assert.That((await new WireRequest(path: "/api/mcp").SendAsync(_server)).Status, Is.EqualTo(400));

    private static WireRequest FromIis(WireRequest request) => request.With("MS-ASPNETCORE-TOKEN", Pairing);
}
