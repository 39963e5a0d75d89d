namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A duplicate header has two values, and an intermediary may have read the other one.</summary>
internal sealed class DoubledHeaderTests
{
    [TestCase("Authorization: Bearer {token}", "Authorization: Bearer other", 400, ReasonCode.CredentialMalformed)]
    [TestCase("Authorization: Bearer {token}", "Authorization: Basic other", 400, ReasonCode.CredentialMalformed)]
    [TestCase("Origin: https://mcp.example.com", "Origin: https://evil.example", 403, ReasonCode.OriginNotAllowed)]
    [TestCase("Content-Type: application/json", "Content-Type: text/plain", 415, ReasonCode.MediaTypeRefused)]
    [TestCase("MCP-Protocol-Version: 2025-11-25", "MCP-Protocol-Version: 2026-07-28", 400, ReasonCode.HeaderMismatch)]
    [Category("RSP-9")]
    public async Task Doubled_header_is_refused(string first, string second, int status, ReasonCode reason)
    {
        await using var server = await GuardedWebServer.StartAsync();
        var token = server.NewToken().Build();
        string[] usual = ["Authorization: Bearer {token}", "Content-Type: application/json"];
        var headers = usual.Where(header => !first.StartsWith(header.Split(':')[0], StringComparison.Ordinal)).Append(first).Append(second)
            .Select(header => header.Replace("{token}", token, StringComparison.Ordinal));

        Assert.That(await RawRequest.SendAsync(server, WireRequest.Echo, [.. headers]), Is.EqualTo(status));
        Assert.That(server.Audit.Records.Single().Reason, Is.EqualTo(reason));
        Assert.That(server.Tools.Calls, Is.Empty);
    }

    [TestCase("Mcp-Name: echo", "Mcp-Name: admin_purge")]
    [TestCase("Mcp-Name: echo", "mcp-name: echo")]
    [TestCase("Mcp-Method: tools/call", "Mcp-Method: ping")]
    [Category("RSP-9")]
    public async Task Doubled_header_of_the_version_that_defines_it_is_refused(string first, string second)
    {
        await using var server = await GuardedWebServer.StartAsync();
        const string Echo = """
            {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"message":"x"},
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}
            """;
        string[] usual = ["Mcp-Name: echo", "Mcp-Method: tools/call"];
        string[] headers =
        [
            $"Authorization: Bearer {server.NewToken().Build()}", "Content-Type: application/json", "MCP-Protocol-Version: 2026-07-28",
            .. usual.Where(header => header[..8] != first[..8]), first, second,
        ];

        Assert.That(await RawRequest.SendAsync(server, Echo, headers), Is.EqualTo(400));
        Assert.That(server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.HeaderMismatch));
        Assert.That(server.Tools.Calls, Is.Empty);
    }

    [Test]
    public async Task Same_request_with_each_header_once_is_served()
    {
        await using var server = await GuardedWebServer.StartAsync();
        var status = await RawRequest.SendAsync(
            server,
            WireRequest.Echo,
            $"Authorization: Bearer {server.NewToken().Build()}",
            "Content-Type: application/json",
            "Origin: https://mcp.example.com",
            "Mcp-Name: echo");

        Assert.That(status, Is.EqualTo(200));
        Assert.That(server.Tools.Calls, Is.EqualTo(new[] { "echo x" }));
    }
}
