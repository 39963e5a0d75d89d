using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Hosting;

/// <summary>A client gets the sentences on refusals with the server's instructions if the options say so, and only then.</summary>
[TestFixture]
internal sealed class RefusalInstructionsTests
{
    [TestCase(false, null, null)]
    [TestCase(false, "Read first.", "Read first.")]
    [TestCase(true, null, RefusalInstructions.Text)]
    [TestCase(true, "Read first.\n", $"Read first.\n\n{RefusalInstructions.Text}")]
    public async Task Client_gets_the_instructions(bool isWanted, string? own, string? expected)
    {
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithTools([Probe.Open().Tool]);
            mcp.Services.Configure<McpServerOptions>(options => options.ServerInstructions = own);
            mcp.Services.Configure<McpGuardOptions>(options => options.ExplainRefusals = isWanted);
        });
        await using var client = await server.ConnectAsync();

        Assert.That(client.ServerInstructions, Is.EqualTo(expected));
    }
}
