using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A revoked token over HTTP: the answer to a bad token, from the next request on, and a record that names the caller.</summary>
[Category("REV-5")]
internal sealed class RevocationTests
{
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Known_token_is_refused_from_the_next_request_on(string? version)
    {
        var token = _server.NewToken().Build();
        var before = await CallAsync(token, version);
        _server.Audit.Clear();

        _server.Revoke(new() { Issuer = _server.Authority.Issuer, ClientId = "agent-1" });
        var after = await CallAsync(token, version);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((before.Status, after.Status, after.ErrorCode), Is.EqualTo((200, 401, 40101)));
            Assert.That(after.Challenge["error"], Is.EqualTo("invalid_token"));
            Assert.That(_server.Tools.Calls, Has.Count.EqualTo(1));
            var record = _server.Audit.Records.Single();
            Assert.That((record.Effect, record.Reason, record.Subject, record.ClientId, record.HttpStatus),
                Is.EqualTo((AuditEffect.Deny, ReasonCode.TokenRevoked, "alice", "agent-1", 401)));
            Assert.That(record.TokenId, Is.Not.Null);
        }
    }

    [TestCase("""{"jsonrpc":"2.0","id":7,"method":"tools/list"}""")]
    [TestCase("""{"jsonrpc":"2.0","id":7,"method":"ping"}""")]
    [TestCase("""{"jsonrpc":"2.0","method":"notifications/initialized"}""")]
    public async Task Revocation_is_about_every_request(string body)
    {
        _server.Revoke(new() { Issuer = _server.Authority.Issuer });

        var answer = await new WireRequest(body).WithToken(_server.NewToken().Build()).SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(401));
    }

    [Test]
    public async Task Token_is_revoked_by_its_identifier_and_its_subject_keeps_the_others()
    {
        var (bad, good) = (_server.NewToken().With("jti", "stolen").Build(), _server.NewToken().Build());

        _server.Revoke(new() { Issuer = _server.Authority.Issuer, TokenId = "stolen" });

        Assert.That(((await CallAsync(bad)).Status, (await CallAsync(good)).Status), Is.EqualTo((401, 200)));
    }

    [Test]
    public async Task Session_is_revoked_by_its_name()
    {
        _server.Revoke(new() { Issuer = _server.Authority.Issuer, SessionId = "session-1" });

        Assert.That((await CallAsync(_server.NewToken().With("sid", "session-1").Build())).Status, Is.EqualTo(401));
        Assert.That((await CallAsync(_server.NewToken().With("sid", "session-2").Build())).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Subject_is_served_again_with_a_token_that_is_issued_later()
    {
        var before = _server.NewToken().Build();
        _server.Revoke(new() { Issuer = _server.Authority.Issuer, Subject = "alice", IssuedBefore = _server.Time.GetUtcNow() });
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        var after = _server.NewToken().Build();

        Assert.That(((await CallAsync(before)).Status, (await CallAsync(after)).Status), Is.EqualTo((401, 200)));
    }

    [Test]
    [Category("REV-1")]
    public async Task Token_that_is_not_revoked_here_works_until_it_expires()
    {
        var token = _server.NewToken().Build();

        _server.Time.Advance(TimeSpan.FromSeconds(329));
        Assert.That((await CallAsync(token)).Status, Is.EqualTo(200));
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await CallAsync(token)).Status, Is.EqualTo(401));
    }

    [Test]
    [Category("RPL-2")]
    public async Task Token_can_be_used_again()
    {
        var token = _server.NewToken().Build();

        for (var i = 0; i < 3; i++)
            Assert.That((await CallAsync(token)).Status, Is.EqualTo(200));
    }

    [Test]
    [Category("RPL-6")]
    public async Task Two_tokens_with_one_identifier_are_not_confused()
    {
        var (alice, bob) = (_server.NewToken().With("jti", "same").Build(), _server.NewToken().With("jti", "same").With("sub", "bob").WithScopes().Build());
        await CallAsync(alice);

        var answer = await CallAsync(bob);

        Assert.That(answer.Status, Is.EqualTo(403), "Bob has not what Alice's token grants.");
        Assert.That(_server.Audit.Decisions[^1].Subject, Is.EqualTo("bob"));
    }

    [Test]
    public async Task List_that_fails_is_a_500_that_tells_nothing_and_a_record_that_tells_who()
    {
        var list = new Mock<IRevocationList>();
        list.Setup(l => l.IsRevoked(It.IsAny<DelegatedCaller>())).Throws(new IOException("The store is away."));
        await using var server = await GuardedWebServer.StartAsync(server: mcp => mcp.Services.AddSingleton(list.Object));

        var answer = await WireRequest.Call("files_read", """{"path":"a"}""").WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That((answer.Verdict, answer.ErrorCode, (int?)answer.Json!["id"]), Is.EqualTo((StatusCodes.Status500InternalServerError, 50000, 7)));
        Assert.That(answer.Body, Does.Not.Contain("store").And.Not.Contain("IOException"));
        Assert.That(answer.Challenges, Is.Empty);
        Assert.That(server.Tools.Calls, Is.Empty);
        Assert.That((server.Audit.Records.Single().Reason, server.Audit.Records.Single().Subject), Is.EqualTo((ReasonCode.InternalError, "alice")));
    }

    private Task<WireAnswer> CallAsync(string token, string? version = null) =>
        WireRequest.Call("files_read", """{"path":"a"}""", version).WithToken(token).SendAsync(_server);
}
