using System.ComponentModel;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>The programs of the page about clients list the tools of a guarded server.</summary>
internal sealed class ClientSnippetTests
{
    private static readonly Page _page = new("src/McpGuard.AspNetCore/CLIENTS.md");

    private HttpWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await HttpWorld.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task TypeScript_lists_the_tools()
    {
        await NodeClients.RequireAsync();

        await AssertListsAsync("node", "--input-type=module", "--eval", _page.Block("js"));
    }

    [Test]
    public async Task Python_lists_the_tools()
    {
        if (!await HasPythonSdkAsync())
            Assert.Ignore("This test needs Python with the package mcp 2.");

        await AssertListsAsync("python3", "-c", _page.Block("python"));
    }

    private async Task AssertListsAsync(string command, params string[] arguments)
    {
        var environment = new Dictionary<string, string?> { ["MCP_URL"] = _world.Resource, ["MCP_TOKEN"] = await _world.TokenAsync("files:read") };
        var (exitCode, output, errors) = await StartedProgram.RunAsync(command, arguments, environment, Built.NodeClients);

        Assert.That(exitCode, Is.Zero, errors);
        Assert.That(output, Does.Contain("files_read").And.Contain("whoami"));
    }

    private static async Task<bool> HasPythonSdkAsync()
    {
        try
        {
            const string Check = "import importlib.metadata, sys; sys.exit(not importlib.metadata.version('mcp').startswith('2.'))";
            return (await StartedProgram.RunAsync("python3", ["-c", Check])).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
