using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>The official C# client signs in at <c>mcpguard authority</c>, and calls tools of a guarded server that trusts it.</summary>
internal sealed class AuthorityTests
{
    private HttpWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await HttpWorld.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [TestCase("2025-11-25")]
    [TestCase("2026-07-28")]
    public async Task Client_registers_signs_in_and_signs_in_again_for_more(string version)
    {
        await using var client = await CSharpClient.ConnectAsync(
            _world.Resource, options => options.DynamicClientRegistration = new() { ClientName = "desktop" }, version);
        var before = await client.PrintAsync("whoami");
        var written = await client.PrintAsync("files_write", ("name", "a.txt"), ("text", "abc"));

        Assert.That(before, Does.Contain("alice").And.EndWith("mcp:basic"));
        Assert.That(written, Is.EqualTo("Wrote 3 characters to 'a.txt'."));
        Assert.That(client.Asked[^1].Split(' '), Is.SupersetOf(new[] { "files:read", "files:write" }));
    }

    [Test]
    public async Task Token_of_the_command_opens_the_server()
    {
        var (exitCode, output, errors) = await StartedProgram.RunAsync("dotnet",
            [
                Built.Cli, "token", "issue", "--authority", _world.AuthorityUrl, "--scope", "files:read", "--scope", "mcp:basic", "--actor", "agent-1",
                "--subject", "bob",
            ]);
        await using var client = await _world.ConnectAsync(output.Trim());
        var whoami = await client.CallToolAsync("whoami", new Dictionary<string, object?>());

        Assert.That((exitCode, output.Trim().Split('.').Length), Is.EqualTo((0, 3)), errors);
        Assert.That(errors, Does.StartWith("development authority: a token of bob through agent-1"));
        Assert.That(
            ((ModelContextProtocol.Protocol.TextContentBlock)whoami.Content[0]).Text, Is.EqualTo("agent-1 acts for bob with the scopes: files:read mcp:basic"));
    }
}
