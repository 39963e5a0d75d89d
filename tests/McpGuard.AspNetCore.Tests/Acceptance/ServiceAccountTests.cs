using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Google's service accounts call with the tokens that they request for this server. Users sign in at the other issuer.</summary>
[TestFixture]
internal sealed class ServiceAccountTests
{
    private const string Agent = "agent@project.iam.gserviceaccount.com";

    private readonly TestAuthority _google = new("https://accounts.google.com");
    private GuardedWebServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync(server: mcp => mcp.WithTestAuthority(_google, issuer =>
    {
        issuer.Profile = IssuerProfile.Google;
        issuer.MaxTokenLifetime = TimeSpan.FromHours(1);
        issuer.GroupScopes[Agent] = "files:read";
    }));

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _google.Dispose();
    }

    [SetUp]
    public void ForgetRecords() => _server.Audit.Clear();

    [Test]
    public async Task Named_account_has_the_scopes_of_its_e_mail()
    {
        var answers = new[] { await CallAsync("files_read", Token()), await CallAsync("files_write", Token()) };

        Assert.That(answers.Select(answer => answer.Verdict), Is.EqualTo(new[] { 200, 403 }));
        Assert.That(
            _server.Audit.Decisions.Select(record => (record.Issuer, record.Subject, record.ClientId)),
            Is.All.EqualTo((_google.Issuer, "112010400000000710080", "112010400000000710080")));
    }

    [Test]
    public async Task Account_of_another_project_has_no_access_even_to_an_open_tool()
    {
        var token = Token().With("email", "agent@other.iam.gserviceaccount.com");

        Assert.That((await CallAsync("whoami", token, "{}")).Status, Is.EqualTo(401));
        Assert.That(_server.Audit.Records.Single().Claimed!.TokenFault!.Setting, Does.EndWith(":GroupScopes"));
    }

    [Test]
    public async Task Id_token_of_a_user_is_refused()
    {
        Assert.That((await CallAsync("files_read", Token().With("azp", "1-a.apps.googleusercontent.com"))).Status, Is.EqualTo(401));
        Assert.That(_server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.TokenTypeRefused));
    }

    [Test]
    public async Task Clients_are_not_sent_to_google_for_a_token()
    {
        var metadata = JsonNode.Parse(await _server.Http.GetStringAsync("/.well-known/oauth-protected-resource/mcp"))!;

        Assert.That(
            metadata["authorization_servers"]!.AsArray().Select(server => (string?)server), Is.EqualTo(new[] { _server.Authority.Issuer }));
    }

    private Task<WireAnswer> CallAsync(string tool, TestTokenBuilder token, string arguments = """{"path":"a"}""") =>
        WireRequest.Call(tool, arguments).WithToken(token.Build()).SendAsync(_server);

    private TestTokenBuilder Token()
    {
        var token = _google.Token(GuardedWebServer.Resource, _server.Time).WithHeader("typ", "JWT").WithTimes(0, 3600, _server.Time);
        foreach (var claim in new[] { "client_id", "scope", "act", "jti", "nbf" })
            token.Without(claim);

        return token.With("sub", "112010400000000710080").With("azp", "112010400000000710080").With("email", Agent).With("email_verified", true);
    }
}
