using System.Net;
using System.Net.Http.Json;
using McpGuard.Samples.Tests.Running;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>Apache with mod_auth_openidc in front of HttpServer, against the npm package oidc-provider: sessions, and the person's token.</summary>
internal sealed class ApacheTests
{
    private static readonly object _call = new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = "whoami", arguments = new { } } };

    private ProviderWorld _world = null!;
    private DirectoryInfo _folder = null!;
    private ApacheProxy _apache = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        ApacheProxy.Require();
        _folder = Directory.CreateTempSubdirectory("mcpguard-apache-tests-");
        _world = await ProviderWorld.StartAsync(null, ("McpGuard__Answers__Form", "ToolResult"));
        _apache = await ApacheProxy.StartAsync(_world.ProviderUrl, _world.Resource, _folder.FullName);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_apache is not null)
            await _apache.DisposeAsync();
        if (_world is not null)
            await _world.DisposeAsync();

        _folder?.Delete(recursive: true);
    }

    [SetUp]
    public void ForgetRecords() => _world.Audit.ReadNew();

    [Test]
    public async Task Person_who_signed_in_at_the_proxy_is_who_calls()
    {
        await using var client = await ConnectAsync(await _apache.SignInAsync());

        Assert.That(await CallAsync(client, "whoami"), Does.Contain("acts for alice"));
        var decision = _world.Audit.ReadNew().Single(record => (string?)record["target"] == "whoami" && (string?)record["event"] == "decision");
        Assert.That($"{decision["subject"]} {decision["client_id"]}", Is.EqualTo("alice desktop-es256"));
    }

    [Test]
    public async Task Refusal_arrives_behind_the_proxy()
    {
        await using var client = await ConnectAsync(await _apache.SignInAsync());

        Assert.That(await CallAsync(client, "files_list"), Does.Contain("refused"));
        Assert.That(_world.Audit.ReadNewAbout("files_list"), Is.EqualTo(new[] { "deny client_not_allowed" }));
    }

    [Test]
    public async Task Session_and_headers_of_the_proxy_stand_in_no_record()
    {
        using var browser = await _apache.SignInAsync();
        browser.DefaultRequestHeaders.Add("X-Forwarded-User", "carol-forged");
        browser.DefaultRequestHeaders.Add("X-Forwarded-Access-Token", "forged.access.token");
        await using var client = await ConnectAsync(browser);

        Assert.That(await CallAsync(client, "whoami"), Does.Contain("acts for alice"));
        var text = string.Concat(_world.Audit.ReadNew().Select(record => record.ToJsonString()));
        foreach (var part in new[] { "eyJ", "mod_auth_openidc", "carol-forged", "forged.access.token" })
            Assert.That(text, Does.Not.Contain(part));
    }

    [Test]
    public async Task Caller_without_a_session_does_not_reach_the_server()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("OIDC_access_token", "forged.access.token");
        using var response = await http.PostAsJsonAsync(new Uri(_apache.Resource), _call);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(_world.Audit.ReadNew(), Is.Empty);
    }

    private Task<McpClient> ConnectAsync(HttpClient browser) => McpClient.CreateAsync(
        new HttpClientTransport(new() { Endpoint = new Uri(_apache.Resource), TransportMode = HttpTransportMode.StreamableHttp }, browser));

    private static async Task<string> CallAsync(McpClient client, string tool)
    {
        var result = await client.CallToolAsync(tool, new Dictionary<string, object?>());
        return ((TextContentBlock)result.Content[0]).Text;
    }
}
