using System.Net;
using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace McpGuard.Cli.Tests.Authorities;

/// <summary>The sign-in in a browser at the development authority, step by step.</summary>
[TestFixture]
internal sealed class SignInTests
{
    private DevelopmentWorld _world = null!;
    private string _client = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _world = await DevelopmentWorld.StartAsync();
        _client = (string)(
            await _world.RegisterAsync(""","grant_types":["authorization_code","refresh_token"],"client_name":"<script>a</script>" """))["client_id"]!;
    }

    [OneTimeTearDown]
    public async Task TearDownAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Client_gets_a_token_of_the_user_for_the_server()
    {
        using var response = await _world.DecideAsync(DevelopmentWorld.Request(_client));
        var returned = DevelopmentWorld.ReturnedBy(response);
        var claims = DevelopmentWorld.ClaimsOf(await _world.RedeemAsync(_client, returned["code"]));

        Assert.That((returned["state"], returned["iss"]), Is.EqualTo(("a state", _world.Url)));
        Assert.That((string?)claims["iss"], Is.EqualTo(_world.Url));
        Assert.That(
            $"{claims["sub"]} {claims["client_id"]} {claims["aud"]} {claims["scope"]}",
            Is.EqualTo($"alice {_client} {DevelopmentWorld.Resource} files:read files:write"));
        Assert.That(claims["mcpguard_use"], Is.Null);
    }

    [Test]
    public async Task Page_says_that_it_is_for_development_and_shows_names_as_text()
    {
        using var response = await _world.OpenAsync(DevelopmentWorld.Request(_client));
        var html = await response.Content.ReadAsStringAsync();

        Assert.That(html, Does.Contain("for development only").And.Contain("&lt;script&gt;a&lt;/script&gt;").And.Not.Contain("<script"));
        Assert.That(
            string.Join(' ', response.Headers.GetValues("Content-Security-Policy")), Does.Contain("default-src 'none'").And.Contain("frame-ancestors 'none'"));
    }

    [Test]
    public async Task Scope_that_the_user_unticks_is_not_granted()
    {
        using var response = await _world.DecideAsync(DevelopmentWorld.Request(_client), without: "files:write");
        var answer = await _world.RedeemAsync(_client, DevelopmentWorld.ReturnedBy(response)["code"]);

        Assert.That((string?)answer["scope"], Is.EqualTo("files:read"));
    }

    [Test]
    public async Task Refusal_of_the_user_goes_back_to_the_client()
    {
        using var response = await _world.DecideAsync(DevelopmentWorld.Request(_client), decision: "refuse");
        var returned = DevelopmentWorld.ReturnedBy(response);

        Assert.That((returned["error"], returned["iss"]), Is.EqualTo(("access_denied", _world.Url)));
    }

    [Test]
    public async Task Code_is_good_once_and_with_its_verifier_only()
    {
        using var response = await _world.DecideAsync(DevelopmentWorld.Request(_client));
        var code = DevelopmentWorld.ReturnedBy(response)["code"];
        var wrong = await _world.RedeemAsync(_client, code, verifier: new string('x', 50));
        var first = await _world.RedeemAsync(_client, code);
        var second = await _world.RedeemAsync(_client, code);

        Assert.That(((string?)wrong["error"], first["error"], (string?)second["error"]), Is.EqualTo(("invalid_grant", (JsonNode?)null, "invalid_grant")));
    }

    [Test]
    public async Task Refresh_token_is_good_once()
    {
        using var response = await _world.DecideAsync(DevelopmentWorld.Request(_client));
        var signedIn = await _world.RedeemAsync(_client, DevelopmentWorld.ReturnedBy(response)["code"]);
        var refreshed = await RefreshAsync(signedIn);
        var again = await RefreshAsync(signedIn);
        var next = await RefreshAsync(refreshed);

        Assert.That((string?)DevelopmentWorld.ClaimsOf(next)["sub"], Is.EqualTo("alice"));
        Assert.That((string?)again["error"], Is.EqualTo("invalid_grant"));
    }

    [TestCase("http://127.0.0.1:9999")]
    [TestCase("null")]
    public async Task Decision_from_another_origin_counts_for_nothing(string origin)
    {
        using var response = await _world.DecideAsync(DevelopmentWorld.Request(_client), origin: origin);

        Assert.That(response.Headers.Location, Is.Null);
        Assert.That(response.StatusCode, Is.AnyOf(HttpStatusCode.BadRequest, HttpStatusCode.Forbidden));
    }

    [TestCase("redirect_uri", "http://127.0.0.1:7777/other", "redirect_uri")]
    [TestCase("redirect_uri", "https://evil.example/callback", "redirect_uri")]
    [TestCase("redirect_uri", null, "redirect_uri")]
    [TestCase("client_id", "development-none", "Registrations end")]
    [TestCase("code_challenge", null, "code_challenge")]
    [TestCase("code_challenge_method", "plain", "code_challenge_method")]
    [TestCase("response_type", "token", "response_type")]
    public async Task Wrong_request_is_shown_to_the_user_and_sent_nowhere(string parameter, string? value, string why)
    {
        using var response = await _world.OpenAsync(DevelopmentWorld.Request(_client, (parameter, value)));
        var html = await response.Content.ReadAsStringAsync();

        Assert.That((response.StatusCode, response.Headers.Location), Is.EqualTo((HttpStatusCode.BadRequest, (Uri?)null)));
        Assert.That(html, Does.Contain(why).And.Contain("for development only"));
    }

    [TestCase("resource", null, "invalid_target")]
    [TestCase("prompt", "none", "interaction_required")]
    public async Task Request_that_cannot_be_granted_goes_back_to_the_client(string parameter, string? value, string error)
    {
        using var response = await _world.OpenAsync(DevelopmentWorld.Request(_client, (parameter, value)));

        Assert.That(DevelopmentWorld.ReturnedBy(response)["error"], Is.EqualTo(error));
    }

    [Test]
    public async Task Application_may_listen_on_another_port()
    {
        using var response = await _world.OpenAsync(DevelopmentWorld.Request(_client, ("redirect_uri", "http://127.0.0.1:8888/callback")));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase(true, HttpStatusCode.OK)]
    [TestCase(false, HttpStatusCode.BadRequest)]
    public async Task Client_is_known_by_its_metadata_document_if_that_names_itself(bool namesItself, HttpStatusCode expected)
    {
        var id = $"{DevelopmentWorld.FreeAddress()}/client.json";
        var document = new JsonObject
        {
            ["client_id"] = namesItself ? id : "https://other.example/client.json",
            ["redirect_uris"] = new JsonArray(DevelopmentWorld.Redirect),
        };
        await using var site = await ServeAsync(new Uri(id), document);
        using var response = await _world.OpenAsync(DevelopmentWorld.Request(id));

        Assert.That(response.StatusCode, Is.EqualTo(expected), await response.Content.ReadAsStringAsync());
    }

    private Task<JsonNode> RefreshAsync(JsonNode answer) =>
        _world.TokenAsync(("grant_type", "refresh_token"), ("client_id", _client), ("refresh_token", (string)answer["refresh_token"]!));

    private static async Task<WebApplication> ServeAsync(Uri address, JsonObject document)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address.GetLeftPart(UriPartial.Authority));
        var site = builder.Build();
        site.Run(http => http.Response.WriteAsync(document.ToJsonString()));
        await site.StartAsync();
        return site;
    }
}
