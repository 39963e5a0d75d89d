using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>An application with an API and tokens of its own, to which a guarded MCP endpoint was added. Neither accepts the tokens of the other.</summary>
internal sealed class ExistingAppTests
{
    private readonly string _authorityUrl = Loopback.FreeAddress();
    private readonly string _url = Loopback.FreeAddress();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-existing-");
    private readonly HttpClient _http = new();
    private StartedProgram _authority = null!;
    private StartedProgram _app = null!;

    private string Api => $"{_url}/api";

    private string Mcp => $"{_url}/mcp";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _authority = StartedProgram.Start("dotnet", [Built.Cli, "authority", "--url", _authorityUrl, "--resource", Mcp, "--resource", Api]);
        _app = StartedProgram.Start("dotnet", [Built.ExistingApp, "--urls", _url], new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Api__Authority"] = _authorityUrl,
            ["Api__Audience"] = Api,
            ["McpGuard__Authority"] = _authorityUrl,
            ["McpGuard__Resource"] = Mcp,
            ["Data"] = _folder.FullName,
        });
        await _authority.WaitUntilServesAsync($"{_authorityUrl}/jwks");
        await _app.WaitUntilServesAsync($"{_url}/.well-known/oauth-protected-resource/mcp");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _app.DisposeAsync();
        await _authority.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task Each_endpoint_serves_its_own_tokens_from_the_same_services()
    {
        var created = await CallAsync(await TokenAsync(Mcp), "tickets_create", new JsonObject { ["title"] = "made by a tool" });
        var listed = await GetTicketsAsync(await TokenAsync(Api));

        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.OK), created.Body);
        Assert.That(listed.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(listed.Body, Does.Contain("made by a tool"));
    }

    [Test]
    public async Task Token_for_the_api_does_not_open_the_mcp_endpoint()
    {
        var answer = await CallAsync(await TokenAsync(Api), "tickets_search", []);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(answer.Body, Does.Contain("meant for another resource"));
    }

    [Test]
    public async Task Token_for_the_mcp_endpoint_does_not_open_the_api() =>
        Assert.That((await GetTicketsAsync(await TokenAsync(Mcp))).Status, Is.EqualTo(HttpStatusCode.Unauthorized));

    [Test]
    public async Task Call_without_the_scope_is_refused_by_the_guard_although_the_application_has_a_policy_of_its_own()
    {
        var answer = await CallAsync(await TokenAsync(Mcp), "tickets_purge", []);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(answer.Body, Does.Contain("tickets:admin"));
    }

    [Test]
    public async Task Without_a_token_neither_is_open()
    {
        Assert.That((await CallAsync(null, "tickets_search", [])).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await GetTicketsAsync(null)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private Task<string> TokenAsync(string resource) => TokenDesk.ExchangeAsync(_authorityUrl, resource, "tickets:read tickets:write");

    private async Task<(HttpStatusCode Status, string Body)> CallAsync(string? token, string tool, JsonObject arguments)
    {
        var message = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = "tools/call",
            ["params"] = new JsonObject { ["name"] = tool, ["arguments"] = arguments },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, Mcp);
        request.Content = new StringContent(message.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await SendAsync(request, token);
    }

    private async Task<(HttpStatusCode Status, string Body)> GetTicketsAsync(string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_url}/tickets");
        return await SendAsync(request, token);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpRequestMessage request, string? token)
    {
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
