using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A token that only its issuer can read, over HTTP: accepted, refused, or not to be checked at the moment.</summary>
[Category("TOK-33")]
internal sealed class IntrospectionTests
{
    private GuardedWebServer _server = null!;
    private HttpStatusCode _status = HttpStatusCode.OK;
    private string _answer = "";

    [SetUp]
    public async Task StartAsync()
    {
        _server = await GuardedWebServer.StartAsync(
            options => options.Issuers["idp"] = new IssuerOptions
            {
                Issuer = "https://authority.example",
                Introspection = new() { Endpoint = "https://authority.example/ask", ClientId = "mcp", ClientSecret = "secret" },
            },
            server => server.Services.PostConfigure<McpGuardOptions>(options => options.Authority = null)
                .ReplaceBackchannel(() => new Issuer(this)));
        var now = _server.Time.GetUtcNow().ToUnixTimeSeconds();
        _status = HttpStatusCode.OK;
        _answer =
            """{"active":true,"sub":"alice","client_id":"agent-1","act":{"sub":"agent-1"}""" +
                $$""","aud":"{{GuardedWebServer.Resource}}","scope":"mcp:basic files:read","iat":{{now}},"exp":{{now + 300}},"jti":"t-1"}""";
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Active_token_is_served_and_recorded_by_its_identifier()
    {
        var answer = await SendAsync();

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(_server.Tools.Calls, Is.EqualTo(new[] { "files_read a.txt" }));
        Assert.That(_server.Audit.Decisions.Single().TokenId, Is.EqualTo("t-1"));
    }

    [TestCase("""{"active":false}""", ReasonCode.TokenInactive)]
    [TestCase("""{"active":"true"}""", ReasonCode.TokenInactive)]
    [TestCase("""{"active":true}""", ReasonCode.ClaimMissing)]
    [Category("TOK-34")]
    public async Task Token_that_is_not_good_is_an_invalid_token(string said, ReasonCode reason)
    {
        _answer = said;

        var answer = await SendAsync();

        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(answer.Challenge["error"], Is.EqualTo("invalid_token"));
        Assert.That(_server.Tools.Calls, Is.Empty);
        Assert.That(_server.Audit.Records.Single().Reason, Is.EqualTo(reason));
    }

    [TestCase(HttpStatusCode.Unauthorized, "{}")]
    [TestCase(HttpStatusCode.InternalServerError, "{}")]
    [TestCase(HttpStatusCode.OK, "<html>")]
    [Category("TOK-30")]
    public async Task Silent_issuer_is_503_and_not_a_reason_to_discard_the_token(HttpStatusCode status, string said)
    {
        _status = status;
        _answer = said;

        var answer = await SendAsync();

        Assert.That((answer.Status, answer.Headers["Retry-After"]), Is.EqualTo((503, "1")));
        Assert.That(answer.Challenges, Is.Empty);
        Assert.That(_server.Tools.Calls, Is.Empty);
        Assert.That(_server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.IntrospectionUnavailable));
    }

    private Task<WireAnswer> SendAsync() => new WireRequest().WithToken("opaque-token").SendAsync(_server);

    private sealed class Issuer(IntrospectionTests test) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(test._status) { Content = new StringContent(test._answer) });
    }
}
