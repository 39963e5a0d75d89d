using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using McpGuard.Testing;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A bad token over HTTP: shape W2, the tool does not run, one record tells why.</summary>
internal sealed class TokenTests
{
    private GuardedWebServer _server = null!;

    private static IEnumerable<TestCaseData> BadTokens()
    {
        yield return Case("garbage", ReasonCode.TokenMalformed, _ => "garbage");
        yield return Case("truncated", ReasonCode.TokenMalformed, server => server.NewToken().Build()[..^100].Split('.')[0]);
        yield return Case("signature cut", ReasonCode.SignatureInvalid, server => server.NewToken().Build()[..^8]);
        yield return Case("alg none", ReasonCode.AlgorithmRefused, server => Unsigned(server.NewToken().WithHeader("alg", "none")));
        yield return Case("HS256 with the public key", ReasonCode.AlgorithmRefused, SignedWithPublicKey);
        yield return Case("another issuer", ReasonCode.IssuerUnknown, server => server.NewToken().With("iss", "https://evil.example").Build());
        yield return Case("issuer with a slash", ReasonCode.IssuerUnknown, server => server.NewToken().With("iss", server.Authority.Issuer + "/").Build());
        yield return Case("another audience", ReasonCode.AudienceMismatch, server => server.NewToken().With("aud", "https://other.example/mcp").Build());
        yield return Case("audience with a slash", ReasonCode.AudienceMismatch, server =>
            server.NewToken().With("aud", GuardedWebServer.Resource + "/").Build());
        yield return Case("typ JWT", ReasonCode.TokenTypeRefused, server => server.NewToken().WithHeader("typ", "JWT").Build());
        yield return Case("expired", ReasonCode.TokenExpired, server => server.NewToken().WithTimes(-300, -31, server.Time).Build());
        yield return Case("not yet valid", ReasonCode.TokenNotYetValid, server =>
            server.NewToken().With("nbf", server.Time.GetUtcNow().ToUnixTimeSeconds() + 60).Build());
        yield return Case("too long-lived", ReasonCode.LifetimeTooLong, server => server.NewToken().WithTimes(0, 901, server.Time).Build());
        yield return Case("another key", ReasonCode.SignatureInvalid, server => server.NewToken().SignedWith(new TestSigningKey("key-1")).Build());
        yield return Case("unknown kid", ReasonCode.KeyUnknown, server => server.NewToken().WithHeader("kid", "nobody").Build());
        yield return Case("crit", ReasonCode.CriticalHeaderRefused, server => server.NewToken().WithHeader("crit", new JsonArray("x")).Build());
        yield return Case("no jti", ReasonCode.ClaimMissing, server => server.NewToken().Without("jti").Build());
        yield return Case("act as text", ReasonCode.ClaimInvalid, server => server.NewToken().With("act", "agent-1").Build());
        yield return Case("bound to a key", ReasonCode.SenderConstraintUnsupported, server =>
            server.NewToken().With("cnf", new JsonObject { ["jkt"] = "x" }).Build());
    }

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(BadTokens))]
    public async Task Bad_token_is_refused_and_recorded(Func<object, string> token, ReasonCode reason)
    {
        var raw = token(_server);
        var answer = await new WireRequest().WithToken(raw).SendAsync(_server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(401));
            Assert.That(answer.MediaType, Is.EqualTo("application/json"));
            Assert.That(answer.Challenge["error"], Is.EqualTo("invalid_token"));
            Assert.That(answer.Challenge["error_description"], Is.Not.Empty);
            Assert.That(answer.Challenge["resource_metadata"], Is.EqualTo(GuardedWebServer.MetadataAddress));
            Assert.That(answer.Challenge["scope"], Is.EqualTo(reason == ReasonCode.TokenExpired ? "mcp:basic files:read" : "mcp:basic"));
            Assert.That((int?)answer.Json!["id"], Is.EqualTo(7));
            Assert.That(answer.ErrorCode, Is.EqualTo(40101));
            Assert.That(_server.Tools.Calls, Is.Empty);
            Assert.That(_server.Audit.Records.Single().Reason, Is.EqualTo(reason));
            Assert.That(_server.Audit.Records.Single().Subject, Is.Null, "an unverified claim is not a fact");
            Assert.That(answer.Body + answer.Challenges[0] + _server.Audit.Records.Single(), Does.Not.Contain(raw));
            Assert.That(_server.Audit.Records.Single().Claimed!.TokenFault!.Part, Is.Not.Empty, "the operator learns why");
            Assert.That(answer.Body + answer.Challenges[0], Does.Not.Contain("McpGuard:").And.Not.Contain("evil.example"), "the caller does not");
        }
    }

    [Test]
    public async Task Good_token_is_accepted_and_its_call_recorded()
    {
        var answer = await new WireRequest().WithToken(_server.NewToken().Build()).SendAsync(_server);

        var (decision, outcome) = (_server.Audit.Decisions.Single(), _server.Audit.Outcomes.Single());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(200));
            Assert.That(_server.Tools.Calls, Is.EqualTo(new[] { "files_read a.txt" }));
            Assert.That(decision.Subject, Is.EqualTo("alice"));
            Assert.That(decision.Actors, Is.EqualTo(new[] { "agent-1" }));
            Assert.That(decision.ClientId, Is.EqualTo("agent-1"));
            Assert.That(decision.Transport, Is.EqualTo("http"));
            Assert.That(decision.ArgumentNames, Is.EqualTo(new[] { "path" }));
            Assert.That(outcome.OperationId, Is.EqualTo(decision.OperationId));
            Assert.That(outcome.Outcome, Is.EqualTo(AuditOutcome.Succeeded));
        }
    }

    [Test]
    public async Task Token_that_was_good_is_refused_once_it_has_expired()
    {
        var token = _server.NewToken().Build();
        var before = await new WireRequest().WithToken(token).SendAsync(_server);
        _server.Time.Advance(TimeSpan.FromSeconds(331));
        var after = await new WireRequest().WithToken(token).SendAsync(_server);

        Assert.That((before.Status, after.Status), Is.EqualTo((200, 401)));
        Assert.That(_server.Audit.Records[^1].Reason, Is.EqualTo(ReasonCode.TokenExpired));
    }

    [Test]
    public async Task Unreachable_authority_is_503_and_heals()
    {
        await using var server = await GuardedWebServer.StartAsync(authority: new() { IsReachable = false });
        var token = server.NewToken().Build();
        var during = await new WireRequest().WithToken(token).SendAsync(server);

        server.Authority.IsReachable = true;
        server.Time.Advance(SigningKeys.FailurePause * 2);
        var after = await new WireRequest().WithToken(token).SendAsync(server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(during.Status, Is.EqualTo(503));
            Assert.That(during.Headers["Retry-After"], Is.EqualTo("1"));
            Assert.That(during.Challenges, Is.Empty, "a client must not throw a good token away");
            Assert.That((int?)during.Json!["id"], Is.EqualTo(7));
            Assert.That(server.Audit.Records[0].Reason, Is.EqualTo(ReasonCode.KeysUnavailable));
            Assert.That(after.Status, Is.EqualTo(200));
        }
    }

    private static TestCaseData Case(string name, ReasonCode reason, Func<GuardedWebServer, string> token) =>
        new TestCaseData((Func<object, string>)(server => token((GuardedWebServer)server)), reason).SetArgDisplayNames(name);

    private static string Unsigned(TestTokenBuilder token) => $"{string.Join('.', token.Build().Split('.')[..2])}.AA";

    private static string SignedWithPublicKey(GuardedWebServer server)
    {
        var content = string.Join('.', server.NewToken().WithHeader("alg", "HS256").Build().Split('.')[..2]);
        var secret = Encoding.UTF8.GetBytes(server.Authority.Key.ToJsonWebKey().ToJsonString());
        return $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(content)))}";
    }
}
