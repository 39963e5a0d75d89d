using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A tool that could read the token could pass it on; it finds it nowhere.</summary>
[Category("PAS-1")]
[Category("PAS-2")]
internal sealed class PassthroughTests
{
    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Tool_finds_everything_but_the_token(string? version)
    {
        await using var server = await GuardedWebServer.StartAsync(server: mcp => mcp.WithTools<LeakTools>());

        AssertNoToken(await WireRequest.Call("leak", version: version).WithToken(server.NewToken().With("jti", "token-1").Build()).SendAsync(server), server);
    }

    [Test]
    public async Task Tool_in_a_session_finds_everything_but_the_token()
    {
        await using var server = await GuardedWebServer.StartAsync(server: mcp =>
        {
            mcp.WithTools<LeakTools>();
#pragma warning disable MCP9006 // The obsolete session options are what is tested.
            mcp.Services.Configure<HttpServerTransportOptions>(options => options.SessionMode = HttpServerSessionMode.Stateful);
#pragma warning restore MCP9006
        });
        var token = server.NewToken().With("jti", "token-1").Build();
        var session = await new WireRequest(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
                """{"name":"test","version":"1"}}}""")
            .WithToken(token).SendAsync(server);

        AssertNoToken(await WireRequest.Call("leak").With("Mcp-Session-Id", session.Headers["Mcp-Session-Id"]).WithToken(token).SendAsync(server), server);
    }

    [Test]
    [Category("PAS-4")]
    public async Task Token_for_another_api_is_not_accepted_here()
    {
        await using var server = await GuardedWebServer.StartAsync();

        var answer = await WireRequest.Call("echo").WithToken(server.NewToken().With("aud", "https://graph.example").Build()).SendAsync(server);

        Assert.That((answer.Status, answer.Challenge["error"]), Is.EqualTo((401, "invalid_token")));
        Assert.That(server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.AudienceMismatch));
    }

    private static void AssertNoToken(WireAnswer answer, GuardedWebServer server)
    {
        var found = (string)answer.Json!["result"]!["content"]![0]!["text"]!;
        Assert.That(found, Does.Contain("alice via agent-1").And.Contain("token-1").And.Contain("Content-Length").And.Contain("that was all"), "It did look.");

        // Every token that the authority signs begins with the same header.
        Assert.That(found, Does.Not.Contain(server.NewToken().Build().Split('.')[0]).And.Not.Contain("Authorization").And.Not.Contain("Bearer "));
    }
}
