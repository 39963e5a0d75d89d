using System.Text.Json.Nodes;
using McpGuard.Samples.Tests.Running;
using ModelContextProtocol.Client;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>HttpServer with the policy of its own appsettings.json.</summary>
internal sealed class PolicyTests
{
    private HttpWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await HttpWorld.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Arguments_that_a_rule_does_not_allow_are_refused_and_recorded()
    {
        await using var client = await _world.ConnectAsync(await _world.TokenAsync("files:read files:write"));

        var result = await CallAsync(client, "files_write", ("name", "run.sh"), ("text", "Hello."));

        Assert.That((result.IsError, (int?)result.Meta!["io.github.mcpguard/refusal"]!["code"]), Is.EqualTo((true, 40301)));
        Assert.That(
            ((ModelContextProtocol.Protocol.TextContentBlock)result.Content.Single()).Text,
            Does.StartWith("The call of files_write was refused, and nothing was run."));
        var denial = Decision("files_write");
        Assert.That($"{denial["effect"]} {denial["reason"]} {denial["rule"]}", Is.EqualTo("deny arguments_not_allowed text-files"));
        Assert.That(File.Exists(Path.Combine(_world.Sandbox, "run.sh")), Is.False);
    }

    [Test]
    public async Task Rule_that_only_reports_refuses_at_no_time_of_day()
    {
        await using var client = await _world.ConnectAsync(await _world.TokenAsync("tickets:admin", user: "carol"));
        var result = await CallAsync(client, "tickets_purge");

        var decision = Decision("tickets_purge");
        var fact = decision["facts"]![0]!;
        Assert.That(result.IsError, Is.Not.True);
        Assert.That($"{fact["rule"]} {fact["condition"]}", Is.EqualTo("purge-by-day hours"));
        Assert.That((string?)decision["effect"], Is.EqualTo((bool)fact["is_met"]! ? "allow" : "would_deny"));
    }

    private JsonNode Decision(string tool) =>
        _world.Audit.ReadNew().Single(record => (string?)record["target"] == tool && (string?)record["event"] == "decision");

    private static async Task<ModelContextProtocol.Protocol.CallToolResult> CallAsync(
        McpClient client, string tool, params (string Name, object? Value)[] arguments) =>
        await client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));
}
