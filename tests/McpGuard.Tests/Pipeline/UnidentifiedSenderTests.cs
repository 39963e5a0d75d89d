using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using Moq;

namespace McpGuard.Tests.Pipeline;

/// <summary>A sender without a verified token has no identity, whatever else the message contains.</summary>
[TestFixture]
internal sealed class UnidentifiedSenderTests
{
    private Probe _probe = null!;
    private WireServer _server = null!;

    [SetUp]
    public void SetUp()
    {
        _probe = Probe.Open();
        _server = new WireServer(mcp => mcp.WithTools([_probe.Tool]));
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [Test]
    public async Task Server_without_a_token_source_serves_no_request()
    {
        await using var server = new WireServer(mcp => mcp.WithTools([_probe.Tool]), withTokenSource: false);

        Assert.That((await server.CallAsync("open")).ErrorOf().Code, Is.EqualTo(40100));
    }

    [Test]
    public async Task Token_of_the_process_does_not_identify_a_sender_over_http()
    {
        var http = new Mock<ITransport>();
        http.Setup(transport => transport.SendMessageAsync(It.IsAny<JsonRpcMessage>(), It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);

        _server.Send(
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"open"}}""",
            message => message.Context = new() { RelatedTransport = http.Object });
        await Eventually.IsTrueAsync(() => http.Invocations.Count > 0);

        http.Verify(transport => transport.SendMessageAsync(It.Is<JsonRpcMessage>(m => ((JsonRpcError)m).Error.Code == 40100), It.IsAny<CancellationToken>()));
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.CallerMissing));
        Assert.That(_probe.Runs, Is.Zero);
    }

    [TestCase(null, false, 40100)]
    [TestCase("session", false, 40100)]
    [TestCase(null, true, 0)]
    [TestCase("session", true, 40100)]
    [Category("STD-2")]
    public async Task Server_on_a_transport_that_the_host_did_not_register_has_no_token_but_that_of_its_messages(string? session, bool bringsToken, int code)
    {
        await using var server = new WireServer(
            mcp => _ = bringsToken ? mcp.WithTools([_probe.Tool]).WithTokenFromRequestMeta() : mcp.WithTools([_probe.Tool]), isRegistered: false);
        server.Transport.Setup(transport => transport.SessionId).Returns(session);
        server.MoreMeta = $"\"{McpGuardDefaults.TokenMetaKey}\":\"{server.Token}\"";

        Assert.That((await server.CallAsync("open")).IsResult() ? 0 : server.Audit.Decisions.Single().ErrorCode, Is.EqualTo(code));
    }

    [Test]
    public async Task User_that_other_code_has_set_is_not_a_caller()
    {
        _server.Token = null;

        var answer = await _server.CallAsync("open", prepare: message => message.Context = new()
        {
            User = new(new System.Security.Claims.ClaimsIdentity([new("sub", "alice")], "Other")),
        });

        Assert.That(answer.ErrorOf().Code, Is.EqualTo(40100));
    }
}
