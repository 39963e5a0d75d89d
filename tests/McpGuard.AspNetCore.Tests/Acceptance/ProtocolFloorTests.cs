namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A server may stop to serve old versions of the protocol, and nothing that it answers is kept by a cache.</summary>
[TestFixture]
internal sealed class ProtocolFloorTests
{
    [TestCase(null, 400)]
    [TestCase("2025-06-18", 400)]
    [TestCase("2025-11-25", 200)]
    [TestCase("2026-07-28", 200)]
    [Category("RSP-7")]
    public async Task Older_version_than_the_oldest_that_is_served_is_refused(string? version, int status)
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.MinimumProtocolVersion = "2025-11-25");

        var answer = await WireRequest.Call("echo", """{"message":"x"}""", version).WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That((int)answer.Status, Is.EqualTo(status));
        if (status == 400)
        {
            Assert.That((int)answer.Json!["error"]!["code"]!, Is.EqualTo(-32022));
            Assert.That(server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.ProtocolVersionTooOld));
        }
    }

    [TestCase("2025-06-18", 400)]
    [TestCase("2025-11-25", 200)]
    public async Task First_message_of_a_session_is_judged_by_the_version_it_asks_for(string version, int status)
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.MinimumProtocolVersion = "2025-11-25");
        var initialize =
            $$$"""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"{{{version}}}","capabilities":{},"clientInfo":""" +
            """{"name":"c","version":"1"}}}""";

        Assert.That((int)(await new WireRequest(initialize).WithToken(server.NewToken().Build()).SendAsync(server)).Status, Is.EqualTo(status));
    }

    [Test]
    [Category("MRT-7")]
    public async Task Answers_are_not_to_be_stored([Values(null, "2025-11-25", "2026-07-28")] string? version)
    {
        await using var server = await GuardedWebServer.StartAsync();

        var answer = await WireRequest.Call("echo", """{"message":"x"}""", version).WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That(answer.Headers["Cache-Control"], Does.Contain("no-store"));
    }
}
