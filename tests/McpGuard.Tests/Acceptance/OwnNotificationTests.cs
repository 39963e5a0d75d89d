#pragma warning disable MCPEXP002 // A method of the author's own.

using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>Handlers for notifications of the author's own are ruled as methods of the author's own are.</summary>
[TestFixture]
internal sealed class OwnNotificationTests
{
    private readonly List<string> _handled = [];

    [SetUp]
    public void SetUp() => _handled.Clear();

    [Test]
    public async Task Startup_fails_for_notification_that_no_rule_names()
    {
        var exception = await Assert.ThrowsAsync<McpGuardConfigurationException>(
            async () => await (await GuardedTestServer.StartAsync(mcp => Handle(mcp, "own/note"))).DisposeAsync());

        Assert.That(exception!.Problems, Has.One.Contains("'own/note'").And.Contains("Methods"));
    }

    [TestCase("", false)]
    [TestCase("note", true)]
    public async Task Notification_needs_the_scopes_of_its_rule(string scopes, bool isHandled)
    {
        await using var server = new WireServer(mcp => Handle(mcp, "own/note").Configure<McpGuardOptions>(options =>
            options.Policy = """{ "Rules": { "note": { "Methods": ["own/note"], "Scopes": ["note"] } } }"""));
        server.Token = server.NewToken().WithScopes(scopes).Build();

        server.Send("""{"jsonrpc":"2.0","method":"own/note","params":{"x":1}}""");
        await Eventually.IsTrueAsync(() => server.Audit.Decisions.Any(record => record.Method == "own/note"));
        await server.RequestAsync("server/discover", "\"x\":1");

        Assert.That(_handled, isHandled ? Is.EqualTo(new[] { "own/note" }) : Is.Empty);
        var decision = server.Audit.Decisions.Single(record => record.Method == "own/note");
        Assert.That(decision.Effect, Is.EqualTo(isHandled ? AuditEffect.Allow : AuditEffect.Deny));
        Assert.That(decision.Reason, Is.EqualTo(isHandled ? ReasonCode.Allowed : ReasonCode.ScopeInsufficient));
    }

    [TestCase("""{"x":1}""", true)]
    [TestCase("""{"x":2}""", false)]
    public async Task Notification_is_judged_by_its_parameters(string parameters, bool isHandled)
    {
        await using var server = new WireServer(mcp => Handle(mcp, "own/note").Configure<McpGuardOptions>(options =>
            options.Policy =
                """{ "Rules": { "note": { "Methods": ["own/note"], "AllowAnyCaller": true, "Arguments": { "properties": { "x": { "const": """ +
                    """1, "type": "integer" } }, "required": ["x"] } } } }"""));

        server.Send("{\"jsonrpc\":\"2.0\",\"method\":\"own/note\",\"params\":" + parameters + "}");
        await Eventually.IsTrueAsync(() => server.Audit.Decisions.Any(record => record.Method == "own/note"));
        await server.RequestAsync("server/discover", "\"x\":1");

        Assert.That(_handled, isHandled ? Is.Not.Empty : Is.Empty);
    }

    [TestCase("own/late")]
    [TestCase("tools/call")]
    [TestCase("notifications/nope")]
    public async Task Notification_that_is_neither_the_protocols_nor_ruled_is_denied(string method)
    {
        await using var server = new WireServer(mcp => mcp.WithTools([Probe.Open().Tool]));

        server.Send("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":{\"x\":1}}");

        await Eventually.IsTrueAsync(() => server.Audit.Decisions.Any(record => record.Method == method));
        Assert.That(server.Audit.Decisions.Single(record => record.Method == method).Reason, Is.EqualTo(ReasonCode.TargetUnknown));
    }

    [Test]
    public async Task Handler_for_a_notification_of_the_protocol_needs_no_rule()
    {
        await using var server = new WireServer(mcp => Handle(mcp, "notifications/roots/list_changed"));

        server.Send("""{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}""");

        await Eventually.IsTrueAsync(() => _handled.Count == 1);
    }

    [Test]
    public async Task Method_that_is_neither_the_protocols_nor_ruled_is_denied_as_unknown()
    {
        await using var server = new WireServer(mcp => mcp.WithTools([Probe.Open().Tool]));

        var refused = (await server.RequestAsync("own/nope", "\"x\":1")).ErrorOf();

        Assert.That((refused.Code, refused.Message), Is.EqualTo((-32601, "Method 'own/nope' is not available.")));
        Assert.That(server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.TargetUnknown));
    }

    private IServiceCollection Handle(IMcpServerBuilder mcp, string method) => mcp.Services.Configure<McpServerOptions>(options =>
        options.Handlers.NotificationHandlers = [new(method, (_, _) => { _handled.Add(method); return default; })]);
}
