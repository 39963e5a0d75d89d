using System.Text.Json;
using McpGuard.Testing;

namespace McpGuard.AspNetCore.Tests.Acceptance.Records;

/// <summary>Unverified values of a request are recorded as claims, and never as facts.</summary>
[Category("AUD-2")]
internal sealed class ClaimTests
{
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Refused_token_shows_its_claimed_subject()
    {
        using var strangersKey = new TestSigningKey("key-1");
        var record = await SendAsync(
            new WireRequest().WithToken(_server.NewToken().SignedWith(strangersKey).With("sub", "ceo").With("jti", "t1").With("client_id", "c1").Build()));

        Assert.That(
            record.Claimed,
            Is.EqualTo(
                new AuditClaims
                {
                    Issuer = _server.Authority.Issuer,
                    Subject = "ceo",
                    TokenId = "t1",
                    ClientId = "c1",
                    KeyId = "key-1",
                    TokenFault = record.Claimed!.TokenFault,
                }));
        Assert.That(record.Claimed.TokenFault!.Part, Is.EqualTo("signature"));
        AssertNobodyIsNamed(record);
    }

    [Test]
    public async Task Subject_of_an_expired_token_is_an_unverified_claim()
    {
        var record = await SendAsync(new WireRequest().WithToken(_server.NewToken().WithTimes(-600, -300, _server.Time).Build()));

        Assert.That((record.Reason, record.Claimed!.Subject), Is.EqualTo((ReasonCode.TokenExpired, "alice")));
        AssertNobodyIsNamed(record);
    }

    [Test]
    public async Task Good_token_makes_facts_and_no_claims()
    {
        var record = await SendAsync(new WireRequest().WithToken(_server.NewToken().Build()));

        Assert.That(
            (record.Subject, record.ClientId, record.Issuer, record.Claimed), Is.EqualTo(("alice", "agent-1", _server.Authority.Issuer, (AuditClaims?)null)));
    }

    [TestCase(
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
            """{"name":"browser","version":"1.2"}}}""")]
    [TestCase(
        """{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/clientInfo":{"name":"browser","version":"1.2"}}}}""")]
    public async Task Client_is_recorded_with_the_name_from_its_introduction(string body)
    {
        var record = await SendAsync(new WireRequest(body).WithToken(_server.NewToken().Build()));

        Assert.That((record.Claimed!.ClientName, record.Claimed.ClientVersion, record.ClientId), Is.EqualTo(("browser", "1.2", "agent-1")));
    }

    [Test]
    public async Task Headers_that_contradict_the_body_are_recorded_with_it()
    {
        var record = await SendAsync(
            WireRequest.Of("tools/call", "name", "files_write", "2026-07-28", named: "files_read").WithToken(_server.NewToken().Build()));

        Assert.That((record.Reason, record.Target, record.Method), Is.EqualTo((ReasonCode.HeaderMismatch, "files_write", "tools/call")));
        Assert.That(record.Claimed, Is.EqualTo(new AuditClaims { HeaderMethod = "tools/call", HeaderTarget = "files_read", HeaderVersion = "2026-07-28" }));
    }

    [Test]
    [Category("LOG-5")]
    public async Task Claims_are_bounded_and_stay_on_their_line()
    {
        var record =
            await SendAsync(
                new WireRequest()
                    .WithToken(_server.NewToken().With("sub", ForgedText.Any + new string('x', 5000)).With("iss", "https://stranger.example").Build()));

        Assert.That(JsonSerializer.Serialize(record.Claimed!.Subject), Has.Length.LessThan(140).And.EndsWith("\\u2026\""));
        Assert.That(record.ToString(), Does.Match("^[\\x20-\\x7e]*$"));
    }

    private async Task<AuditRecord> SendAsync(WireRequest request)
    {
        await request.SendAsync(_server);
        return _server.Audit.Decisions.Single();
    }

    private static void AssertNobodyIsNamed(AuditRecord record) => Assert.That(
        (record.Issuer, record.Subject, record.Actors, record.ClientId, record.TokenId, record.Token, record.SessionId),
        Is.EqualTo(((string?)null, (string?)null, (IReadOnlyList<string>?)null, (string?)null, (string?)null, (AuditToken?)null, (string?)null)));
}
