using System.Text.Json.Nodes;
using McpGuard.Samples.Tests.Running;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>StdioServer as a child process of the official client.</summary>
internal sealed class StdioServerTests
{
    private StdioWorld _world = null!;

    [SetUp]
    public async Task StartAsync() => _world = await StdioWorld.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Token_from_the_environment_has_its_scopes()
    {
        await using var client = await _world.ConnectAsync(("MCP_TOKEN", await _world.TokenAsync("files:read")));

        Assert.That(await ReadAsync(client), Is.EqualTo("the text of a"));
        Assert.That(
            (await client.ListToolsAsync()).Select(tool => tool.Name),
            Is.EquivalentTo(new[] { "files_list", "files_read", "files_write", "files_delete", "whoami" }));
        Assert.That(_world.Audit.ReadNewAbout("files_read"), Is.EqualTo(new[] { "allow allowed", "succeeded" }));
    }

    [Test]
    public async Task Call_without_the_scope_is_denied_and_recorded()
    {
        await using var client = await _world.ConnectAsync(("MCP_TOKEN", await _world.TokenAsync("files:read")));

        Assert.That(
            async () => await client.CallToolAsync("files_delete", new Dictionary<string, object?> { ["name"] = "a.txt" }),
            Throws.TypeOf<McpProtocolException>().With.Property(nameof(McpProtocolException.ErrorCode)).EqualTo((McpErrorCode)40300));
        Assert.That(_world.Audit.ReadNewAbout("files_delete"), Is.EqualTo(new[] { "deny scope_insufficient" }));
    }

    [Test]
    public async Task Token_in_a_file_is_replaced_while_the_server_runs()
    {
        await File.WriteAllTextAsync(_world.TokenFile, await _world.TokenAsync("mcp:basic"));
        await using var client = await _world.ConnectAsync(("MCP_TOKEN_FILE", _world.TokenFile));
        Assert.That(async () => await ReadAsync(client), Throws.TypeOf<McpProtocolException>());

        await File.WriteAllTextAsync(_world.TokenFile, await _world.TokenAsync("mcp:basic files:read"));

        Assert.That(await ReadAsync(client), Is.EqualTo("the text of a"));
        Assert.That(_world.Audit.ReadNewAbout("files_read"), Is.EqualTo(new[] { "deny scope_insufficient", "allow allowed", "succeeded" }));
    }

    [Test]
    public async Task Expired_token_is_refused_and_recorded()
    {
        var token = await _world.ExpiredTokenAsync("files:read");

        Assert.That(async () => await _world.ConnectAsync(("MCP_TOKEN", token)), Throws.InstanceOf<Exception>());
        Assert.That(_world.Audit.ReadNew().Select(record => (string?)record["reason"]), Is.Not.Empty.And.All.EqualTo("token_expired"));
    }

    [Test]
    public void Server_without_a_token_serves_no_request()
    {
        Assert.That(async () => await _world.ConnectAsync(), Throws.InstanceOf<Exception>());
        Assert.That(_world.Audit.ReadNew().Select(record => (string?)record["reason"]), Is.Not.Empty.And.All.EqualTo("credential_missing"));
    }

    [Test]
    [Category("STD-1")]
    [Category("STD-5")]
    public async Task Standard_output_has_the_protocol_and_nothing_else()
    {
        await using var server = _world.Start(("MCP_TOKEN", await _world.TokenAsync("files:read")), ("Logging__LogLevel__Default", "Debug"));
        string[] messages =
        [
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
                """{"name":"test","version":"1"}}}""",
            """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"files_read","arguments":{"name":"a.txt"}}}""",
            """{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"files_delete","arguments":{"name":"a.txt"}}}""",
        ];
        for (var sent = 0; sent < messages.Length; sent++)
        {
            await server.Input.WriteLineAsync(messages[sent]);
            await server.Input.FlushAsync();
            await server.WaitUntilAsync(() => Task.FromResult(server.Output.Count(c => c == '\n') > sent), $"it had answered message {sent + 1}");
        }

        server.Input.Close();
        await server.WaitForExitAsync();

        var answers = server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.That(answers.Select(answer => (string?)answer["jsonrpc"]), Is.All.EqualTo("2.0"));
        Assert.That(answers.Select(answer => (int?)answer["id"]), Is.EqualTo(new int?[] { 1, 2, 3 }));
        Assert.That((int?)answers[2]["error"]!["code"], Is.EqualTo(40300));
        Assert.That(server.Errors, Is.Not.Empty);
    }

    [Test]
    [Category("STD-7")]
    [Platform("Linux", Reason = "Only there the environment of the start stays readable.")]
    public async Task Token_is_not_in_the_environment_of_the_running_process()
    {
        var token = await _world.TokenAsync("files:read");
        await using var server = _world.Start(("MCP_TOKEN", token), ("CONTROL", "still there"));
        await server.Input.WriteLineAsync(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
                """{"name":"test","version":"1"}}}""");
        await server.Input.FlushAsync();
        await server.WaitUntilAsync(() => Task.FromResult(server.Output.Contains('\n', StringComparison.Ordinal)), "it had answered");

        var environment = System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync($"/proc/{server.Id}/environ"));

        Assert.That(JsonNode.Parse(server.Output)!["result"], Is.Not.Null, "The server uses the token.");
        Assert.That(environment, Does.Contain("CONTROL=still there").And.Contain("MCP_TOKEN="));
        Assert.That(environment, Does.Not.Contain(token).And.Not.Contain(token.Split('.')[^1]));
    }

    [Test]
    public async Task Two_hosts_start_the_server_with_the_same_settings_and_both_logs_verify()
    {
        var token = ("MCP_TOKEN", (string?)await _world.TokenAsync("files:read"));
        var audit = ("McpGuard__Audit__File__Directory", (string?)Path.Combine(_world.Audit.Directory, "{instance}"));
        await using (var first = await _world.ConnectAsync(token, audit))
        {
            await using var second = await _world.ConnectAsync(token, audit);
            Assert.That((await ReadAsync(first), await ReadAsync(second)), Is.EqualTo(("the text of a", "the text of a")));
        }

        foreach (var place in new[] { "1", "2" })
        {
            var directory = Path.Combine(_world.Audit.Directory, place);
            Assert.That(AuditFile.About(new AuditFile(directory).ReadNew(), "files_read"), Is.EqualTo(new[] { "allow allowed", "succeeded" }));
            Assert.That(AuditVerifier.Verify(directory).Verdict, Is.EqualTo(AuditVerdict.Consistent));
        }
    }

    private static async Task<string> ReadAsync(McpClient client)
    {
        var result = await client.CallToolAsync("files_read", new Dictionary<string, object?> { ["name"] = "a.txt" });
        return ((TextContentBlock)result.Content[0]).Text;
    }
}
