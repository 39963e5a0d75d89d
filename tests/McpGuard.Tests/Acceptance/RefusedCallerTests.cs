using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace McpGuard.Tests.Acceptance;

/// <summary>Through whom a server and a tool may be used, where there is no HTTP: an error or an empty list, one record, and nothing runs.</summary>
[TestFixture]
[Category("STD-4")]
[Category("DEL-7")]
internal sealed class RefusedCallerTests
{
    private readonly Probe _probe = Probe.Open();

    [TestCase("tools/call")]
    [TestCase("server/discover")]
    [TestCase("x/custom")]
    public async Task Caller_that_the_server_does_not_allow_is_refused_for_every_request(string method)
    {
        await using var server = StartForAgent9();

        await AssertRefusedAsync(server, method);
    }

    [TestCase("tools/list", "tools")]
    [TestCase("prompts/list", "prompts")]
    [TestCase("resources/list", "resources")]
    [TestCase("resources/templates/list", "resourceTemplates")]
    public async Task Caller_that_the_server_does_not_allow_gets_empty_lists(string method, string member)
    {
        await using var server = StartForAgent9();

        var answer = (JsonRpcResponse)await server.RequestAsync(method, "\"x\":1");

        Assert.That(((JsonObject)answer.Result!)[member], Is.InstanceOf<JsonArray>().And.Empty);
        var record = server.Audit.Records.Single();
        Assert.That((record.Effect, record.Reason), Is.EqualTo((AuditEffect.Deny, ReasonCode.ActorNotAllowed)));
    }

    [Test]
    [Category("DEL-11")]
    public async Task Caller_that_the_tool_does_not_allow_is_refused_only_there()
    {
        await using var server = new WireServer(mcp => mcp.WithTools([_probe.Tool])
            .Services.Configure<McpGuardOptions>(options => options.Tools["open"] = new ToolOptions { Callers = { AllowedActors = { "agent-9" } } }));

        await AssertRefusedAsync(server, "tools/call");
        Assert.That((await server.RequestAsync("tools/list", "\"x\":1")).IsResult(), Is.True);

        server.Token = server.NewToken().With("act", new JsonObject { ["sub"] = "agent-9" }).Build();
        Assert.That((await server.CallAsync("open")).IsResult(), Is.True);
    }

    private WireServer StartForAgent9() =>
        new(mcp => mcp.WithTools([_probe.Tool]).Services.Configure<McpGuardOptions>(options => options.Callers.AllowedActors.Add("agent-9")));

    private async Task AssertRefusedAsync(WireServer server, string method)
    {
        var runs = _probe.Runs;

        var error = (await server.RequestAsync(method, "\"name\":\"open\"")).ErrorOf();

        Assert.That((error.Code, error.DataOf()["retryable"].GetBoolean(), error.DataOf().ContainsKey("scope")), Is.EqualTo((40301, false, false)));
        Assert.That(_probe.Runs, Is.EqualTo(runs));
        var record = server.Audit.Records.Single();
        Assert.That((record.Effect, record.Reason, record.Actors!.Single(), record.OperationId),
            Is.EqualTo((AuditEffect.Deny, ReasonCode.ActorNotAllowed, "agent-1", error.DataOf()["operation_id"].GetString())));
    }
}
