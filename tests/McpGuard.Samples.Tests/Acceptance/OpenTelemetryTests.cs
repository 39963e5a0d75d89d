using System.Text.Json.Nodes;
using McpGuard.Samples.Tests.Running;
using ModelContextProtocol.Client;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>HttpServer as a process exports its audit records with the packages of OpenTelemetry alone, and another process gets them.</summary>
[Category("OTL-3")]
internal sealed class OpenTelemetryTests
{
    private const string Secret = "canary7f3a";

    private Collector _collector = null!;
    private HttpWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await Collector.RequireAsync();
        _collector = await Collector.StartAsync();
        _world = await HttpWorld.StartAsync(_collector.Settings);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
        if (_collector is not null)
            await _collector.DisposeAsync();
    }

    [Test]
    public async Task Decision_and_outcome_of_a_call_arrive_with_their_attributes()
    {
        await using var client = await _world.ConnectAsync(await _world.TokenAsync("files:read"), "2026-07-28");
        await client.CallToolAsync("files_list");

        var records = await _collector.RecordsAboutAsync("files_list", 2);

        using (Assert.EnterMultipleScope())
        {
            var (decision, outcome) = (records[0]["attributes"]!, records[1]["attributes"]!);
            Assert.That(records.Select(record => (string?)record["name"]), Is.EqualTo(new[] { "mcpguard.decision", "mcpguard.outcome" }));
            Assert.That(records.Select(record => (string?)record["severity"]), Is.All.EqualTo("Information"));
            Assert.That(
                Text(decision, "mcp.method.name", "gen_ai.operation.name", "mcp.protocol.version", "mcpguard.transport", "network.protocol.name"),
                Is.EqualTo(new[] { "tools/call", "execute_tool", "2026-07-28", "http", "http" }));
            Assert.That(
                Text(decision, "mcpguard.effect", "mcpguard.reason", "mcpguard.subject", "mcpguard.client.id", "mcpguard.issuer"),
                Is.EqualTo(new[] { "allow", "allowed", "alice", "agent-1", _world.AuthorityUrl }));
            Assert.That(Text(decision, "client.address", "mcpguard.resource"), Is.EqualTo(new[] { "127.0.0.1", _world.Resource }));
            Assert.That((int)decision["client.port"]!, Is.Positive);
            Assert.That(decision["mcpguard.actors"]!.ToJsonString(), Is.EqualTo("[\"agent-1\"]"));
            Assert.That(decision["mcpguard.scopes.required"]!.ToJsonString(), Is.EqualTo("[\"files:read\"]"));
            Assert.That((string?)outcome["mcpguard.outcome"], Is.EqualTo("succeeded"));
            Assert.That((double)outcome["mcpguard.duration_ms"]!, Is.Positive);
            Assert.That((string?)outcome["mcpguard.operation.id"], Is.Not.Null.And.EqualTo((string?)decision["mcpguard.operation.id"]));
            Assert.That((string?)decision["mcpguard.trace.id"], Has.Length.EqualTo(32));
        }
    }

    [Test]
    public async Task Body_is_the_record_itself()
    {
        await using var client = await _world.ConnectAsync(await _world.TokenAsync("tickets:read"));
        await client.CallToolAsync("whoami");

        var record = (await _collector.RecordsAboutAsync("whoami", 2))[0];
        var body = JsonNode.Parse((string)record["body"]!)!;

        Assert.That(Text(body, "event", "subject", "target"), Is.EqualTo(new[] { "decision", "alice", "whoami" }));
        Assert.That((string?)body["record_id"], Is.EqualTo((string?)record["attributes"]!["mcpguard.record.id"]));
    }

    [Test]
    public async Task Denial_arrives_as_a_warning_with_the_missing_scopes_and_without_a_token_or_an_argument()
    {
        var token = await _world.TokenAsync("files:read");
        await using var client = await _world.ConnectAsync(token);

        Assert.That(async () => await client.CallToolAsync("files_delete", new Dictionary<string, object?> { ["name"] = Secret }), Throws.Exception);
        var record = (await _collector.RecordsAboutAsync("files_delete", 1))[0];

        using (Assert.EnterMultipleScope())
        {
            var attributes = record["attributes"]!;
            Assert.That((string?)record["severity"], Is.EqualTo("Warning"));
            Assert.That(Text(attributes, "mcpguard.effect", "mcpguard.reason", "error.type"), Is.EqualTo(new[] { "deny", "scope_insufficient", "40300" }));
            Assert.That(attributes["mcpguard.scopes.missing"]!.ToJsonString(), Is.EqualTo("[\"files:admin\"]"));
            Assert.That((int)attributes["http.response.status_code"]!, Is.EqualTo(403));
            Assert.That(_collector.Received, Does.Contain("files_delete").And.Not.Contain(Secret));
            foreach (var part in token.Split('.'))
                Assert.That(_collector.Received, Does.Not.Contain(part));
        }
    }

    private static string?[] Text(JsonNode attributes, params string[] names) => [.. names.Select(name => (string?)attributes[name])];
}
