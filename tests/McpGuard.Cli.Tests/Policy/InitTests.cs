using McpGuard.Cli.Tests.Running;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.Cli.Tests.Policy;

/// <summary>A starter policy covers what the code leaves open, and is a good policy at once.</summary>
[TestFixture]
internal sealed class InitTests
{
    [Test]
    public async Task Starter_policy_declares_the_undeclared_targets()
    {
        using var folder = await PolicyFolder.CreateAsync();
        await WriteOpenServerAsync(folder);
        var settings = folder.PathOf("starter.json");

        var run = await folder.RunAsync("init", "-o", settings);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(
            await File.ReadAllTextAsync(settings),
            Does.Contain("notes_read: the code requires notes:read.").And.Contain("it destroys").And.Contain("use-erase"));
        Assert.That((await folder.RunAsync("lint", settings, "--base", folder.Settings)).Output, Does.Contain("0 problems."));
    }

    [Test]
    public async Task Existing_file_is_not_overwritten()
    {
        using var folder = await PolicyFolder.CreateAsync();

        var run = await folder.RunAsync("init", "-o", folder.Settings);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(await File.ReadAllTextAsync(folder.Settings), Does.Contain("login.example.com"));
    }

    // A server does not start with a tool that nothing declares, so a default lets this one list it.
    private static async Task WriteOpenServerAsync(PolicyFolder folder)
    {
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithTools([
                McpServerTool.Create([RequireScope("notes:read")] () => "read", new() { Name = "notes_read" }),
                McpServerTool.Create(() => "gone", new() { Name = "erase", Destructive = true }),
                McpServerTool.Create(() => "seen", new() { Name = "look", ReadOnly = true }),
            ]);
            mcp.Services.Configure<McpGuardOptions>(options => options.DefaultScopes.Add("any"));
        });
        await File.WriteAllTextAsync(folder.Surface, server.Services.GetRequiredService<ServerSurface>().ToJson());
    }
}
