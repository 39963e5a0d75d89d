#pragma warning disable MCPEXP002 // A handler as an extension registers one is part of what is tested.

using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>What is the server's own to refuse is refused in its own words, and what is refused behind it says as much as a challenge.</summary>
internal sealed class AnswersOfTheServerTests
{
    private GuardedWebServer _server = null!;
    private string? _rename;

    [SetUp]
    public async Task StartAsync() => (_rename, _server) = (null, await GuardedWebServer.StartAsync(
        options => options.Policy = """{"Rules":{"tasks":{"Methods":"tasks/list","AllowAnyCaller":true}}}""",
        mcp => mcp
            .WithMessageFilters(filters => filters.AddIncomingFilter(next => (message, cancellationToken) =>
            {
                if (_rename is not null && message.JsonRpcMessage is JsonRpcRequest { Params: { } parameters })
                    parameters["name"] = _rename;

                return next(message, cancellationToken);
            }))
            .Services.Configure<McpServerOptions>(options => options.RequestHandlers =
            [
                new McpServerRequestHandler
                {
                    Method = "tasks/list",
                    Handler = (_, _) => throw new McpProtocolException("The client lacks the tasks extension.", McpErrorCode.MissingRequiredClientCapability),
                },
            ])));

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"")]
    [TestCase("\"io.modelcontextprotocol/clientCapabilities\":{}")]
    [Category("RSP-18")]
    public async Task Call_without_a_required_member_gets_the_answer_of_the_server(string meta)
    {
        var answer = await new WireRequest(
            $$$"""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"message":"x"},"_meta":{ {{{meta}}} } } }""")
            .With("MCP-Protocol-Version", "2026-07-28").With("Mcp-Method", "tools/call").With("Mcp-Name", "echo")
            .WithToken(_server.NewToken().Build()).SendAsync(_server);

        Assert.That((answer.Status, answer.ErrorCode), Is.EqualTo((400, -32602)));
        Assert.That(_server.Audit.Outcomes.Single().Outcome, Is.EqualTo(AuditOutcome.NotDispatched));
        Assert.That(_server.Tools.Calls, Is.Empty);
    }

    [Test]
    [Category("RSP-18")]
    [Category("TSK-12")]
    public async Task Server_names_a_missing_capability_of_the_client()
    {
        var answer = await new WireRequest(
            """{"jsonrpc":"2.0","id":7,"method":"tasks/list","params":{"_meta":""" +
                """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""")
            .With("MCP-Protocol-Version", "2026-07-28").With("Mcp-Method", "tasks/list").WithToken(_server.NewToken().Build()).SendAsync(_server);

        Assert.That(answer.ErrorCode, Is.EqualTo((int)McpErrorCode.MissingRequiredClientCapability));
        Assert.That((string?)answer.Error!["message"], Is.EqualTo("The client lacks the tasks extension."));
        Assert.That(_server.Audit.Decisions.Single().Effect, Is.EqualTo(AuditEffect.Allow));
    }

    [TestCase("2026-07-28", 400)]
    [TestCase("2025-11-25", 202)]
    [Category("RSP-11")]
    public async Task Answer_is_refused_if_the_protocol_has_no_questions(string version, int status)
    {
        var answer = await new WireRequest("""{"jsonrpc":"2.0","id":7,"result":{}}""").With("MCP-Protocol-Version", version)
            .WithToken(_server.NewToken().Build()).SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(status));
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(status == 400 ? ReasonCode.EnvelopeInvalid : ReasonCode.Allowed));
    }

    [TestCase(null)]
    [TestCase("2026-07-28")]
    [Category("RSP-2")]
    public async Task Refusal_inside_the_server_has_the_data_of_the_challenge(string? version)
    {
        // Behind the preflight, and before the guard of the call.
        _rename = "files_write";

        var answer = await WireRequest.Call("files_read", """{"path":"a"}""", version).WithToken(_server.NewToken().Build()).SendAsync(_server);

        Assert.That((answer.Status, answer.ErrorCode, (int?)answer.Json!["id"]), Is.EqualTo((200, 40300, 7)));
        Assert.That((string?)answer.Error!["data"]!["error"], Is.EqualTo("insufficient_scope"));
        Assert.That((string?)answer.Error!["data"]!["scope"], Is.EqualTo(version is null ? "files:read files:write mcp:basic" : "files:read files:write"));
        Assert.That(_server.Tools.Calls, Is.Empty);
        Assert.That(_server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
    }
}
