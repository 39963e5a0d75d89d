using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Protocol;

/// <summary>A server may stop to serve old versions of the protocol, on a stream as over HTTP.</summary>
[TestFixture]
internal sealed class ProtocolFloorTests
{
    [TestCase("2025-06-18", false)]
    [TestCase("2025-11-25", true)]
    [Category("RSP-7")]
    public async Task Session_in_an_older_version_is_not_opened(string version, bool isServed)
    {
        await using var server = new WireServer(mcp => mcp.WithTools([Probe.Open().Tool])
            .Services.Configure<McpGuardOptions>(options => options.MinimumProtocolVersion = "2025-11-25"));
        server.Token = server.NewToken().Build();

        var answer = await server.RequestAsync("initialize", $$"""
            "protocolVersion":"{{version}}","capabilities":{},"clientInfo":{"name":"c","version":"1"}
            """);

        Assert.That(answer.IsResult(), Is.EqualTo(isServed));
    }

    [TestCase("yesterday")]
    [TestCase("2025-11")]
    public void Invalid_version_is_a_problem(string version) =>
        Assert.That(new McpGuardOptionsValidator(TimeProvider.System).Validate(null, new McpGuardOptions { MinimumProtocolVersion = version }).Failures,
            Has.One.StartsWith("McpGuard:MinimumProtocolVersion"));
}
