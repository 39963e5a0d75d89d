using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using Moq;

namespace McpGuard.Tests.Pipeline;

/// <summary>No caller, no message: on a transport without HTTP.</summary>
[TestFixture]
[Category("STD-2")]
internal sealed class MessageGuardTests
{
    private readonly Probe _probe = Probe.Open();
    private WireServer _server = null!;
    private int _runsBefore;

    [SetUp]
    public void SetUp()
    {
        _server = new WireServer(mcp => mcp.WithTools([_probe.Tool]));
        _runsBefore = _probe.Runs;
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [Test]
    public async Task Message_with_a_good_token_is_served()
    {
        Assert.That((await _server.CallAsync("open")).IsResult(), Is.True);
        Assert.That(_probe.Runs - _runsBefore, Is.EqualTo(1));
    }

    [Test]
    public async Task Message_without_a_token_is_refused_and_recorded()
    {
        _server.Token = null;

        await AssertRefusedAsync(40100, ReasonCode.CredentialMissing);
    }

    [Test]
    public async Task Message_with_a_bad_token_is_refused_and_recorded()
    {
        _server.Token = "not-a-token";

        await AssertRefusedAsync(40101, ReasonCode.TokenMalformed);
    }

    [Test]
    public async Task Message_with_an_expired_token_is_refused_and_recorded()
    {
        _server.Token = _server.NewToken().WithTimes(-600, -300).Build();

        await AssertRefusedAsync(40101, ReasonCode.TokenExpired);
    }

    [Test]
    [Category("AUD-2")]
    public async Task Claims_of_a_refused_token_are_recorded_as_claims_and_not_as_facts()
    {
        _server.Token = _server.NewToken().With("sub", "ceo").With("aud", "https://other.example").Build();

        await _server.CallAsync("open");

        var record = _server.Audit.Decisions.Single();
        Assert.That((record.Reason, record.Subject, record.Issuer, record.TokenId, record.ClientId),
            Is.EqualTo((ReasonCode.AudienceMismatch, (string?)null, (string?)null, (string?)null, (string?)null)));
        Assert.That((record.Claimed?.Subject, record.Claimed?.Issuer), Is.EqualTo(("ceo", _server.Authority.Issuer)));
    }

    [Test]
    [Category("TOK-30")]
    [Category("T10")]
    public async Task Unavailable_keys_do_not_make_the_token_invalid()
    {
        _server.Authority.IsReachable = false;

        var error = (await _server.CallAsync("open")).ErrorOf();

        Assert.That(error.Code, Is.EqualTo(50300));
    }

    [Test]
    [Category("RSP-17")]
    [Category("STD-6")]
    public async Task Every_method_needs_a_caller(
        [
            Values("tools/list", "prompts/list", "resources/read", "completion/complete", "server/discover", "tasks/get", "x/custom", "subscriptions/listen"),
        ] string method)
    {
        _server.Token = null;

        var error = (await _server.RequestAsync(method, "\"x\":1")).ErrorOf();

        Assert.That(error.Code, Is.EqualTo(40100));
        Assert.That(_server.Audit.Decisions.Single().Method, Is.EqualTo(method));
    }

    [Test]
    [Category("RSP-17")]
    public async Task Every_method_of_older_protocols_needs_a_caller(
        [Values("initialize", "ping", "logging/setLevel", "resources/subscribe", "tools/call")] string method)
    {
        _server.Token = null;

        var error = (await _server.RequestOldAsync(method, "\"name\":\"open\",\"protocolVersion\":\"2025-11-25\"")).ErrorOf();

        Assert.That(error.Code, Is.EqualTo(40100));
        Assert.That(_server.Audit.Decisions.Single().Method, Is.EqualTo(method));
    }

    [Test]
    [Category("AUD-1")]
    public async Task Every_allowed_message_is_recorded_once([Values("tools/list", "server/discover", "prompts/list")] string method)
    {
        await _server.RequestAsync(method, "\"taskId\":\"t1\"");

        var record = _server.Audit.Decisions.Single();
        Assert.That((record.Method, record.Effect, record.Subject), Is.EqualTo((method, AuditEffect.Allow, "alice")));
        Assert.That(record.Target, Is.Null);
    }

    [TestCase("\"arguments\":{}")]
    [TestCase("\"name\":7")]
    [TestCase("\"name\":\"open\",\"arguments\":\"text\"")]
    [Category("AUD-1")]
    public async Task Call_that_the_server_answers_directly_is_recorded(string members)
    {
        Assert.That((await _server.RequestAsync("tools/call", members)).IsResult(), Is.False);
        await Eventually.IsTrueAsync(() => _server.Audit.Outcomes.Count == 1);

        Assert.That(_server.Audit.Decisions.Single().Method, Is.EqualTo("tools/call"));
        Assert.That(_probe.Runs, Is.EqualTo(_runsBefore));
    }

    [Test]
    [Category("STD-3")]
    public async Task Token_is_judged_anew_for_each_message()
    {
        Assert.That((await _server.CallAsync("open")).IsResult(), Is.True);
        _server.Token = _server.NewToken().WithTimes(-600, -300).Build();
        Assert.That((await _server.CallAsync("open")).ErrorOf().Code, Is.EqualTo(40101));
        _server.Token = _server.NewToken().Build();
        Assert.That((await _server.CallAsync("open")).IsResult(), Is.True);
    }

    [Test]
    public async Task Refused_notification_is_recorded_and_dropped()
    {
        _server.Token = null;

        _server.Send("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"x"}}""");
        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 1);

        var record = _server.Audit.Decisions.Single();
        Assert.That((record.Method, record.Effect, record.Reason), Is.EqualTo(("notifications/cancelled", AuditEffect.Deny, ReasonCode.CredentialMissing)));
        _server.Transport.Verify(transport => transport.SendMessageAsync(It.IsAny<JsonRpcMessage>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    private async Task AssertRefusedAsync(int code, ReasonCode reason)
    {
        var error = (await _server.CallAsync("open")).ErrorOf();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(error.Code, Is.EqualTo(code));
            Assert.That(_probe.Runs, Is.EqualTo(_runsBefore));
            var record = _server.Audit.Records.Single();
            Assert.That((record.Effect, record.Reason, record.Method, record.Target), Is.EqualTo((AuditEffect.Deny, reason, "tools/call", "open")));
            Assert.That(error.DataOf()["operation_id"].GetString(), Is.EqualTo(record.OperationId));
        }
    }
}
