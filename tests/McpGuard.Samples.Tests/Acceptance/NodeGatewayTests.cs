using System.Text.Json.Nodes;
using McpGuard.Samples.Tests.Running;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>MCP gateways that this project did not write, in front of HttpServer.</summary>
internal sealed class NodeGatewayTests
{
    private HttpWorld _world = null!;
    private DirectoryInfo _folder = null!;
    private NodeGateway? _hub;
    private NodeGateway? _passthrough;
    private string _hubToken = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await NodeGateway.RequireAsync();
        _folder = Directory.CreateTempSubdirectory("mcpguard-gateway-tests-");
        _world = await HttpWorld.StartAsync(("McpGuard__Answers__Form", "ToolResult"));
        _hubToken = await _world.TokenAsync("mcp:basic files:read", user: "bob");
        _hub = await NodeGateway.StartHubAsync(_world.Resource, _hubToken, _folder.FullName);
        _passthrough = await NodeGateway.StartPassthroughAsync(_world.ServerUrl);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        if (_passthrough is not null)
            await _passthrough.DisposeAsync();
        if (_world is not null)
            await _world.DisposeAsync();

        _folder?.Delete(recursive: true);
    }

    [SetUp]
    public void ForgetRecords() => _world.Audit.ReadNew();

    [Test]
    public async Task Static_token_of_the_hub_is_who_calls_for_all_of_its_clients()
    {
        var ofClient = await _world.TokenAsync("mcp:basic", user: "carol");
        await using var client = await _hub!.ConnectAsync(ofClient);

        Assert.That(await CallAsync(client, "files__whoami"), Does.StartWith("agent-1 acts for bob"));
        var records = _world.Audit.ReadNew();
        Assert.That(Who(records, "whoami"), Is.EqualTo("bob agent-1 agent-1"));
        ExpectNoToken(records, ofClient, _hubToken);
    }

    [Test]
    public async Task Refusal_arrives_at_a_client_of_the_hub()
    {
        await using var client = await _hub!.ConnectAsync(_hubToken);

        Assert.That(await CallAsync(client, "files__files_delete", ("name", "a.txt")), Does.Contain("lacks files:admin"));
        var records = _world.Audit.ReadNew();
        Assert.That(AuditFile.About(records, "files_delete"), Is.EqualTo(new[] { "deny scope_insufficient" }));
        ExpectNoToken(records, _hubToken);
    }

    [TestCase("alice")]
    [TestCase("bob")]
    public async Task Token_that_a_gateway_passes_on_says_who_calls(string user)
    {
        var token = await _world.TokenAsync("mcp:basic", user);
        await using var client = await _passthrough!.ConnectAsync(token);

        Assert.That(await CallAsync(client, "whoami"), Is.EqualTo($"agent-1 acts for {user} with the scopes: mcp:basic"));
        var records = _world.Audit.ReadNew();
        Assert.That(Who(records, "whoami"), Is.EqualTo($"{user} agent-1 agent-1"));
        ExpectNoToken(records, token);
    }

    [Test]
    public async Task Refusal_arrives_at_a_client_whose_token_is_passed_on()
    {
        var token = await _world.TokenAsync("mcp:basic files:read");
        await using var client = await _passthrough!.ConnectAsync(token);

        Assert.That(await CallAsync(client, "files_delete", ("name", "a.txt")), Does.Contain("lacks files:admin"));
        Assert.That(_world.Audit.ReadNewAbout("files_delete"), Is.EqualTo(new[] { "deny scope_insufficient" }));
    }

    [Test]
    public void Bad_token_does_not_come_through()
    {
        Assert.That(async () => await _passthrough!.ConnectAsync("not-a-token"), Throws.InstanceOf<Exception>());
        Assert.That(_world.Audit.ReadNew().Select(record => (string?)record["effect"]), Is.Not.Empty.And.All.EqualTo("deny"));
    }

    private static async Task<string> CallAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));
        return ((TextContentBlock)result.Content[0]).Text;
    }

    private static string Who(IEnumerable<JsonNode> records, string tool)
    {
        var decision = records.Single(record => (string?)record["target"] == tool && (string?)record["event"] == "decision");
        return $"{decision["subject"]} {decision["actors"]![0]} {decision["client_id"]}";
    }

    private static void ExpectNoToken(IReadOnlyList<JsonNode> records, params string[] tokens)
    {
        var text = string.Concat(records.Select(record => record.ToJsonString()));
        foreach (var token in tokens)
            Assert.That(text, Does.Not.Contain(token.Split('.')[1]));
    }
}
