using System.Net;
using McpGuard.Samples.Tests.Running;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>HttpServer and the development authority as separate processes, with the official C# client on each protocol version.</summary>
internal sealed class HttpServerTests
{
    private static readonly string[] _versions = ["2025-06-18", "2025-11-25", "2026-07-28"];

    private HttpWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _world = await HttpWorld.StartAsync();
        await using var client = await _world.ConnectAsync(await _world.TokenAsync("files:read files:write"));
        await CallAsync(client, "files_write", ("name", "a.txt"), ("text", "the text of a"));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [SetUp]
    public void ForgetRecords() => _world.Audit.ReadNew();

    [TestCaseSource(nameof(_versions))]
    public async Task Call_with_the_scope_runs_and_is_recorded(string version)
    {
        await using var client = await _world.ConnectAsync(await _world.TokenAsync("files:read"), version);
        var text = await CallAsync(client, "files_read", ("name", "a.txt"));

        Assert.That(client.NegotiatedProtocolVersion, Is.EqualTo(version));
        Assert.That(text, Is.EqualTo("the text of a"));
        Assert.That(_world.Audit.ReadNewAbout("files_read"), Is.EqualTo(new[] { "allow allowed", "succeeded" }));
    }

    [TestCaseSource(nameof(_versions))]
    public async Task Call_without_the_scope_is_denied_and_recorded(string version)
    {
        await using var client = await _world.ConnectAsync(await _world.TokenAsync("files:read"), version);

        Assert.That(
            async () => await CallAsync(client, "files_delete", ("name", "a.txt")),
            Throws.TypeOf<HttpRequestException>().With.Property(nameof(HttpRequestException.StatusCode)).EqualTo(HttpStatusCode.Forbidden));
        Assert.That(_world.Audit.ReadNewAbout("files_delete"), Is.EqualTo(new[] { "deny scope_insufficient" }));
        Assert.That(File.Exists(Path.Combine(_world.Sandbox, "a.txt")), Is.True);
    }

    [TestCaseSource(nameof(_versions))]
    public void Client_without_a_token_is_refused_and_recorded(string version)
    {
        Assert.That(
            async () => await _world.ConnectAsync(token: null, version),
            Throws.TypeOf<HttpRequestException>().With.Property(nameof(HttpRequestException.StatusCode)).EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(_world.Audit.ReadNew().Select(record => (string?)record["reason"]), Is.Not.Empty.And.All.EqualTo("credential_missing"));
    }

    [Test]
    public async Task Record_names_the_actor_and_the_subject()
    {
        await using var client = await _world.ConnectAsync(await _world.TokenAsync("mcp:basic"));
        var text = await CallAsync(client, "whoami");

        var decision = _world.Audit.ReadNew().Single(record => (string?)record["target"] == "whoami" && (string?)record["event"] == "decision");
        Assert.That(text, Is.EqualTo("agent-1 acts for alice with the scopes: mcp:basic"));
        Assert.That($"{decision["subject"]} {decision["actors"]![0]} {decision["client_id"]}", Is.EqualTo("alice agent-1 agent-1"));
    }

    [TestCase("../audit/audit-0000000001.jsonl")]
    [TestCase("/etc/hostname")]
    [TestCase("link.txt")]
    public async Task File_outside_the_sandbox_cannot_be_read(string name)
    {
        var link = Path.Combine(_world.Sandbox, "link.txt");
        if (!File.Exists(link))
            File.CreateSymbolicLink(link, Path.Combine(_world.Audit.Directory, "audit-0000000001.jsonl"));

        await using var client = await _world.ConnectAsync(await _world.TokenAsync("files:read"));
        var result = await client.CallToolAsync("files_read", new Dictionary<string, object?> { ["name"] = name });

        Assert.That(result.IsError, Is.True);
        Assert.That(_world.Audit.ReadNewAbout("files_read"), Is.EqualTo(new[] { "allow allowed", "tool_error" }));
    }

    [Test]
    public async Task Ticket_is_created_found_closed_and_purged()
    {
        await using var client = await _world.ConnectAsync(await _world.TokenAsync("tickets:read tickets:write tickets:admin", user: "carol"));
        var created = await CallAsync(client, "tickets_create", ("title", "Robert'); DROP TABLE ticket;--"));
        var id = (long)System.Text.Json.Nodes.JsonNode.Parse(created)!["id"]!;
        var found = await CallAsync(client, "tickets_search", ("text", "drop table"));
        await CallAsync(client, "tickets_close", ("id", id));
        var purged = await CallAsync(client, "tickets_purge");

        Assert.That(found, Does.Contain("DROP TABLE"));
        Assert.That(purged, Is.EqualTo("1 tickets are gone."));
        Assert.That(await CallAsync(client, "tickets_search"), Does.Contain("Coffee machine").And.Not.Contain("DROP TABLE"));
    }

    private static async Task<string> CallAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));
        return ((TextContentBlock)result.Content[0]).Text;
    }
}
