using McpGuard.Samples.Tests.Running;
using ModelContextProtocol.Protocol;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>A server that can write to nothing but its data serves and records, as in a container with a read-only root.</summary>
internal sealed class ReadOnlyRootTests
{
    private ConfinedServer? _confined;

    [SetUp]
    public async Task CreateAsync() => _confined = await ConfinedServer.CreateAsync();

    [TearDown]
    public void Delete() => _confined?.Dispose();

    [Test]
    public async Task Server_serves_and_records_and_writes_to_its_data_only()
    {
        var audit = new AuditFile(Path.Combine(_confined!.Data, "audit"));
        await using (var world = await HttpWorld.StartAsync(_confined.Start, ("McpGuard__Audit__File__Directory", audit.Directory)))
        {
            await using var client = await world.ConnectAsync(await world.TokenAsync("files:read files:write"));
            var answer = await client.CallToolAsync("files_write", new Dictionary<string, object?> { ["name"] = "a.txt", ["text"] = "x" });

            Assert.That(answer.Content.OfType<TextContentBlock>().Single().Text, Does.StartWith("Wrote 1 characters"));
            Assert.That(audit.ReadNewAbout("files_write"), Is.EqualTo(new[] { "allow allowed", "succeeded" }));
        }

        Assert.That(_confined.Changes(), Is.Empty);
    }

    // Without this refusal, the test above would hold for a server that may write everywhere.
    [Test]
    public async Task Log_below_the_root_is_refused_by_its_name()
    {
        var log = Path.Combine(_confined!.Program, "audit");
        await using var server = _confined.Start("http://127.0.0.1:0", new Dictionary<string, string?>
        {
            ["McpGuard__Authority"] = "https://login.example.com",
            ["McpGuard__Resource"] = "http://127.0.0.1:9/mcp",
            ["McpGuard__Audit__File__Directory"] = log,
        });

        Assert.That(await server.WaitForExitAsync(), Is.EqualTo(1));
        Assert.That(server.Errors + server.Output, Does.Contain($"McpGuard:Audit:File:Directory is '{log}': Access to the path"));
    }
}
