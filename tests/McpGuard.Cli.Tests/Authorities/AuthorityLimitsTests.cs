using System.Net;
using System.Text.Json.Nodes;
using McpGuard.Authority;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Authorities;

/// <summary>What the development authority refuses.</summary>
[TestFixture]
internal sealed class AuthorityLimitsTests
{
    [TestCase("http://0.0.0.0:5001")]
    [TestCase("http://*:5001")]
    [TestCase("http://loopback:5001")]
    [TestCase("http://192.168.0.1:5001")]
    [TestCase("http://example.com:5001")]
    [TestCase("http://127.0.0.1:5001;http://0.0.0.0:5002")]
    [TestCase("http://127.0.0.1:5001/path")]
    [TestCase("https://127.0.0.1:5001")]
    public async Task Address_that_others_could_reach_is_refused(string url)
    {
        var run = await Mcpguard.RunAsync("authority", "--url", url);

        Assert.That(() => AuthorityServer.Build(new AuthorityOptions { Url = url }), Throws.ArgumentException.With.Message.Contains("loopback only"));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
        Assert.That(run.Errors, Does.Contain("listens on this machine only"));
    }

    [Test]
    public async Task Token_is_asked_for_on_this_machine_only()
    {
        var run = await Mcpguard.RunAsync("token", "issue", "--scope", "files:read", "--authority", "http://example.com:5001");

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
        Assert.That(run.Errors, Does.Contain("of this machine only"));
    }

    [Test]
    public async Task Authority_that_is_not_running_is_named_with_the_command_that_starts_it()
    {
        var run = await Mcpguard.RunAsync("token", "issue", "--scope", "files:read", "--authority", DevelopmentWorld.FreeAddress());

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
        Assert.That(run.Errors, Does.Contain("mcpguard authority --url http://127.0.0.1:"));
    }

    [TestCase("Host", "evil.example", HttpStatusCode.BadRequest)]
    [TestCase("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [TestCase("Origin", "null", HttpStatusCode.Forbidden)]
    [TestCase("Origin", "http://127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    public async Task Page_of_another_site_gets_nothing(string header, string value, HttpStatusCode expected)
    {
        await using var world = await DevelopmentWorld.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
        {
            Content = new FormUrlEncodedContent(
                [
                    KeyValuePair.Create("grant_type", "client_credentials"), KeyValuePair.Create("client_id", "agent-1"),
                    KeyValuePair.Create("client_secret", "agent-1-secret"),
                ]),
        };
        request.Headers.Add(header, value);
        using var response = await world.Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(expected));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Not.Contain("access_token"));
    }

    [Test]
    public async Task Inspector_in_a_browser_of_this_machine_may_read_the_answers()
    {
        await using var world = await DevelopmentWorld.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/register");
        request.Headers.Add("Origin", "http://localhost:6274");
        using var response = await world.Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(response.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "http://localhost:6274" }));
    }

    [TestCase("http://evil.example/callback")]
    [TestCase("javascript:alert(1)")]
    [TestCase("data:text/html,a")]
    [TestCase("https://app.example/callback#fragment")]
    [TestCase("https://user@app.example/callback")]
    [TestCase("/callback")]
    public async Task Address_that_a_code_must_not_go_to_cannot_be_registered(string redirect)
    {
        await using var world = await DevelopmentWorld.StartAsync();

        Assert.That((string?)(await world.RegisterAsync(redirect: redirect))["error"], Is.EqualTo("invalid_redirect_uri"));
    }

    [Test]
    public async Task Agent_passes_on_the_scopes_of_a_token_at_most()
    {
        await using var world = await DevelopmentWorld.StartAsync();
        var signedIn = await world.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", "chat-app"), ("client_secret", "chat-app-secret"), ("login_hint", "alice"));
        var first = await ExchangeAsync(world, "agent-1", signedIn, "files:read");
        var second = await ExchangeAsync(world, "agent-2", first, "files:read");
        var more = await ExchangeAsync(world, "agent-2", first, "files:write");

        Assert.That(DevelopmentWorld.ClaimsOf(second)["act"]!.ToJsonString(), Is.EqualTo("""{"sub":"agent-2","act":{"sub":"agent-1"}}"""));
        Assert.That((string?)more["error"], Is.EqualTo("invalid_scope"));
    }

    [TestCase("https://vscode.dev/redirect")]
    [TestCase("cursor://anysphere.cursor-mcp/oauth/callback")]
    [TestCase("http://localhost:6274/oauth/callback")]
    public async Task Address_of_a_known_client_can_be_registered(string redirect)
    {
        await using var world = await DevelopmentWorld.StartAsync();

        Assert.That((string?)(await world.RegisterAsync(redirect: redirect))["client_id"], Does.StartWith("development-"));
    }

    [TestCase(false, "files:read", null)]
    [TestCase(true, "files:read", "invalid_scope")]
    [TestCase(true, "files:read files:write", null)]
    [TestCase(true, null, "invalid_scope")]
    public async Task Client_gets_only_the_scopes_that_it_registered_if_the_option_is_set(bool hold, string? registered, string? error)
    {
        await using var world = await DevelopmentWorld.StartAsync(hold);
        var registration = await world.RegisterAsync(registered is null ? "" : $""","scope":"{registered}" """);
        using var response = await world.DecideAsync(DevelopmentWorld.Request((string)registration["client_id"]!));

        Assert.That(DevelopmentWorld.ReturnedBy(response).GetValueOrDefault("error"), Is.EqualTo(error));
    }

    [TestCase("agent-1-secret", "files:read", DevelopmentWorld.Resource, null)]
    [TestCase("wrong", "files:read", DevelopmentWorld.Resource, "invalid_client")]
    [TestCase("agent-1-secret", "files:other", DevelopmentWorld.Resource, "invalid_scope")]
    [TestCase("agent-1-secret", "files:read", "http://127.0.0.1:9/mcp", "invalid_target")]
    public async Task Token_needs_the_secret_and_a_known_scope_and_resource(string secret, string scope, string resource, string? error)
    {
        await using var world = await DevelopmentWorld.StartAsync(resources: [DevelopmentWorld.Resource], scopes: ["files:read"]);
        var answer = await world.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", "agent-1"), ("client_secret", secret), ("scope", scope), ("resource", resource));

        Assert.That((string?)answer["error"], Is.EqualTo(error));
    }

    [Test]
    public async Task Registered_client_gets_no_token_without_a_sign_in()
    {
        await using var world = await DevelopmentWorld.StartAsync();
        var registration = await world.RegisterAsync();
        var answer = await world.TokenAsync(
            ("grant_type", "client_credentials"),
            ("client_id", (string)registration["client_id"]!),
            ("client_secret", ""),
            ("scope", "files:read"),
            ("resource", DevelopmentWorld.Resource));

        Assert.That((string?)answer["error"], Is.Not.Null);
    }

    private static Task<JsonNode> ExchangeAsync(DevelopmentWorld world, string agent, JsonNode subject, string scope) =>
        world.TokenAsync(
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("client_id", agent), ("client_secret", $"{agent}-secret"), ("scope", scope), ("resource", DevelopmentWorld.Resource),
            ("subject_token", (string)subject["access_token"]!), ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"));

    [Test]
    public async Task Metadata_lists_what_clients_need()
    {
        await using var world = await DevelopmentWorld.StartAsync(scopes: ["files:read"]);
        var metadata = JsonNode.Parse(await world.Http.GetStringAsync(new Uri("/.well-known/oauth-authorization-server", UriKind.Relative)))!;

        Assert.That((string?)metadata["issuer"], Is.EqualTo(world.Url));
        Assert.That((string?)metadata["registration_endpoint"], Is.EqualTo($"{world.Url}/register"));
        Assert.That((bool?)metadata["client_id_metadata_document_supported"], Is.True);
        Assert.That(metadata["code_challenge_methods_supported"]!.AsArray().Select(method => (string?)method), Is.EqualTo(new[] { "S256" }));
        Assert.That(metadata["scopes_supported"]!.AsArray().Select(scope => (string?)scope), Is.EqualTo(new[] { "files:read", "offline_access" }));
    }
}
