using McpGuard.Samples.Tests.Running;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>A line in the revocation file ends the access of a process that got its token with its environment.</summary>
[Category("REV-5")]
internal sealed class StdioRevocationTests
{
    [Test]
    public async Task Token_of_a_running_process_is_revoked_by_a_line_in_a_file()
    {
        await using var world = await StdioWorld.StartAsync();
        var revocations = $"{world.TokenFile}.revoked";
        await File.WriteAllTextAsync(revocations, "");
        await using var client = await world.ConnectAsync(
            ("MCP_TOKEN", await world.TokenAsync("files:read")), ("McpGuard__RevocationFile", revocations));
        Assert.That((await CallAsync()).IsError, Is.Not.True);

        await File.AppendAllTextAsync(revocations, $$"""{"issuer":"{{world.Authority}}","actor":"agent-1"}""");

        Assert.That(async () => await CallAsync(), Throws.TypeOf<McpProtocolException>()
            .With.Property(nameof(McpProtocolException.ErrorCode)).EqualTo((McpErrorCode)40101).After(20).Seconds.PollEvery(50).MilliSeconds);
        Assert.That(world.Audit.ReadNewAbout("files_read")[^1], Is.EqualTo("deny token_revoked"));

        ValueTask<CallToolResult> CallAsync() => client.CallToolAsync("files_read", new Dictionary<string, object?> { ["name"] = "a.txt" });
    }
}
