using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>An answer to a question of the server is a message like any other: on a connection of several users it says who gives it.</summary>
[TestFixture]
[Category("STD-2")]
[Category("MRT-5")]
[Category("T3")]
internal sealed class AnswerTokenTests
{
    private ElicitResult? _answer;
    private WireServer _server = null!;

    [SetUp]
    public void SetUp()
    {
        _answer = null;
        var ask = McpServerTool.Create([AllowAnyCaller] async (McpServer server, CancellationToken cancellationToken) =>
        {
            _answer = await server.ElicitAsync(new ElicitRequestParams { Message = "Sure?", RequestedSchema = new() }, cancellationToken);
            return _answer.Action;
        }, new() { Name = "ask" });
        _server = new WireServer(mcp => mcp.WithTokenFromRequestMeta().WithTools([ask]));
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [Test]
    public async Task Answer_with_a_token_is_heard_and_the_tool_does_not_see_the_token()
    {
        var call = await AskAsync();

        Answer(TokenMember());

        Assert.That((string?)((JsonRpcResponse)await call).Result!["content"]![0]!["text"], Is.EqualTo("accept"));
        Assert.That(_server.Audit.Decisions.Single().Effect, Is.EqualTo(AuditEffect.Allow));
        Assert.That(_answer!.Meta, Is.Null.Or.Not.ContainKey(McpGuardDefaults.TokenMetaKey));
    }

    [TestCase("\"other\":1", ReasonCode.CredentialMissing)]
    [TestCase("\"mcpguard/access-token\":\"garbage\"", ReasonCode.TokenMalformed)]
    public async Task Answer_without_a_good_token_is_recorded_and_dropped(string member, ReasonCode reason)
    {
        var call = await AskAsync();

        Answer(member);
        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 1);
        Assert.That((_server.Audit.Decisions.Single().Reason, _answer), Is.EqualTo((reason, (ElicitResult?)null)));

        Answer(TokenMember());
        Assert.That((await call).IsResult(), Is.True, "It still waits for a good one.");
    }

    [Test]
    [Category("REV-6")]
    public async Task Answer_of_a_revoked_caller_is_recorded_and_dropped()
    {
        var call = await AskAsync();
        _server.Services.GetRequiredService<RevocationList>().Revoke(new() { Issuer = _server.Authority.Issuer, Subject = "mallory" });

        Answer(TokenMember("mallory"));
        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 1);
        Assert.That((_server.Audit.Decisions.Single().Reason, _answer), Is.EqualTo((ReasonCode.TokenRevoked, (ElicitResult?)null)));

        Answer(TokenMember());
        Assert.That((await call).IsResult(), Is.True);
    }

    private async Task<Task<JsonRpcMessage>> AskAsync()
    {
        await _server.RequestOldAsync("initialize", $$$"""
            "protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"test","version":"1"},"_meta":{ {{{TokenMember()}}} }
            """);
        var call = _server.RequestOldAsync("tools/call", $$$"""
            "name":"ask","_meta":{ {{{TokenMember()}}} }
            """);
        await Eventually.IsTrueAsync(() => _server.Sent.OfType<JsonRpcRequest>().Any());
        _server.Audit.Clear();
        return call;
    }

    private void Answer(string member)
    {
        var id = _server.Sent.OfType<JsonRpcRequest>().Single().Id;
        _server.Send($$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{"action":"accept","content":{},"_meta":{ {{{member}}} } } }""");
    }

    private string TokenMember(string subject = "alice") => $"\"{McpGuardDefaults.TokenMetaKey}\":\"{_server.NewToken().With("sub", subject).Build()}\"";
}
