using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A tool that the server gets while it runs is refused as one that it had at the start.</summary>
internal sealed class LateToolTests
{
    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Missing_scope_of_a_tool_that_is_added_at_run_time_is_403_with_a_challenge(string? version)
    {
        await using var server = await GuardedWebServer.StartAsync();
        server.Services.GetRequiredService<IOptions<McpServerOptions>>().Value.ToolCollection!
            .Add(McpServerTool.Create([RequireScope("late:run")] () => "ran", new() { Name = "late" }));

        var refused = await WireRequest.Call("late", version: version).WithToken(server.NewToken().Build()).SendAsync(server);
        var allowed = await WireRequest.Call("late", version: version).WithToken(server.NewToken().WithScopes("mcp:basic", "late:run").Build())
            .SendAsync(server);

        Assert.That((refused.Status, refused.ErrorCode, allowed.Status), Is.EqualTo((403, 40300, 200)));
        Assert.That(refused.Challenge["scope"], Does.Contain("late:run"));
    }
}
