using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace McpGuard.Tests.Acceptance;

/// <summary>A message brings its own token in <c>_meta</c>, and is judged by that alone.</summary>
[TestFixture]
[Category("STD-2")]
internal sealed class MessageTokenTests
{
    private readonly Probe _probe = Probe.Open();
    private WireServer _server = null!;
    private int _runsBefore;

    [SetUp]
    public void SetUp()
    {
        _server = Start();
        _runsBefore = _probe.Runs;
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [Test]
    public async Task Each_message_has_its_own_caller()
    {
        foreach (var subject in new[] { "alice", "bob", "alice" })
            Assert.That((await CallAsync(Member(_server.NewToken().With("sub", subject).Build()))).IsResult(), Is.True);

        Assert.That(_server.Audit.Decisions.Select(record => record.Subject), Is.EqualTo(new[] { "alice", "bob", "alice" }));
    }

    [Test]
    [Category("STD-3")]
    public async Task Token_that_comes_again_is_judged_again()
    {
        var token = Member(_server.NewToken().Build());
        Assert.That((await CallAsync(token)).IsResult(), Is.True);

        _server.Time.Advance(TimeSpan.FromSeconds(330));

        Assert.That((await CallAsync(token)).ErrorOf().Code, Is.EqualTo(40101));
        Assert.That(_server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.TokenExpired));
    }

    [TestCase(null)]
    [TestCase("\"mcpguard/access-token\":null")]
    [TestCase("\"mcpguard/access-token\":7")]
    [TestCase("\"mcpguard/access-token\":true")]
    [TestCase("\"mcpguard/access-token\":[\"TOKEN\"]")]
    [TestCase("\"mcpguard/access-token\":{\"token\":\"TOKEN\"}")]
    [TestCase("\"access-token\":\"TOKEN\"")]
    public async Task Message_without_exactly_one_token_has_no_token(string? member)
    {
        var error = (await CallAsync(member?.Replace("TOKEN", _server.NewToken().Build()))).ErrorOf();

        Assert.That(error.Code, Is.EqualTo(40100));
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.CredentialMissing));
        Assert.That(_probe.Runs, Is.EqualTo(_runsBefore));
    }

    [TestCase("\"x\":1")]
    [TestCase("\"_meta\":null")]
    [TestCase("\"_meta\":\"TOKEN\"")]
    [TestCase("\"_meta\":[{\"mcpguard/access-token\":\"TOKEN\"}]")]
    [TestCase("\"mcpguard/access-token\":\"TOKEN\"")]
    public async Task Token_is_nowhere_else(string members)
    {
        var error = (await _server.RequestOldAsync("ping", members.Replace("TOKEN", _server.NewToken().Build()))).ErrorOf();

        Assert.That(error.Code, Is.EqualTo(40100));
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.CredentialMissing));
    }

    [Test]
    public async Task Bad_token_is_a_bad_token()
    {
        Assert.That((await CallAsync(Member("garbage"))).ErrorOf().Code, Is.EqualTo(40101));
        Assert.That((await CallAsync(Member(""))).ErrorOf().Code, Is.EqualTo(40101));
        Assert.That(_server.Audit.Decisions.Select(record => record.Reason), Is.All.EqualTo(ReasonCode.TokenMalformed));
    }

    [Test]
    public async Task Name_of_the_metadata_key_can_be_configured()
    {
        await using var server = Start("example.com/token");
        var token = server.NewToken().Build();

        server.MoreMeta = Member(token);
        Assert.That((await server.CallAsync("open")).ErrorOf().Code, Is.EqualTo(40100));
        server.MoreMeta = $"\"example.com/token\":\"{token}\"";
        Assert.That((await server.CallAsync("open")).IsResult(), Is.True);
    }

    [TestCase("\"_meta\":{TOKEN}", ReasonCode.Allowed)]
    [TestCase("\"_meta\":{}", ReasonCode.CredentialMissing)]
    [TestCase("\"_meta\":{TOKEN,TOKEN}", ReasonCode.CredentialMissing)]
    [TestCase("\"_meta\":{TOKEN},\"_meta\":{TOKEN}", ReasonCode.CredentialMissing)]
    public async Task Notification_has_one_token_too(string members, ReasonCode expected)
    {
        members = members.Replace("TOKEN", Member(_server.NewToken().Build()));

        _server.Send($$$"""{"jsonrpc":"2.0","method":"notifications/progress","params":{ {{{members}}} } }""");
        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 1);

        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(expected));
    }

    [Test]
    public async Task Request_with_two_tokens_is_refused_before_its_token_is_even_looked_for()
    {
        var member = Member(_server.NewToken().Build());

        Assert.That((await CallAsync($"{member},{member}")).IsResult(), Is.False);
        Assert.That(_probe.Runs, Is.EqualTo(_runsBefore));
    }

    private WireServer Start(string key = McpGuardDefaults.TokenMetaKey) => new(mcp => mcp.WithTokenFromRequestMeta(key).WithTools([_probe.Tool]));

    private static string Member(string token) => $"\"{McpGuardDefaults.TokenMetaKey}\":\"{token}\"";

    private Task<JsonRpcMessage> CallAsync(string? member)
    {
        _server.MoreMeta = member;
        return _server.CallAsync("open");
    }
}
