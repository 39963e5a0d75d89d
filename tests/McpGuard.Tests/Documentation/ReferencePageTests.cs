using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Documentation;

/// <summary>The published reference is the one of the code.</summary>
internal sealed class ReferencePageTests
{
    private static readonly string _file = SourceTree.PathOf("src/McpGuard/REFERENCE.md");

    [Test]
    public async Task Published_reference_is_the_one_of_the_code()
    {
        var actual = ReferencePage.Write(await InstrumentsAsync());
        var received = Path.Combine(TestContext.CurrentContext.WorkDirectory, "REFERENCE.received.md");
        await File.WriteAllTextAsync(received, actual);

        Assert.That(actual, Is.EqualTo(File.Exists(_file) ? await File.ReadAllTextAsync(_file) : ""), $"If the change is meant, copy {received} over {_file}.");
    }

    /// <summary>The instruments that a server with a log on disk creates.</summary>
    private static async Task<IEnumerable<Instrument>> InstrumentsAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mcpguard-");
        var instruments = new ConcurrentDictionary<string, Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, meters) =>
                _ = instrument.Meter.Name == McpGuardDefaults.Meter && instruments.TryAdd(instrument.Name, instrument),
        };
        listener.Start();
        try
        {
            await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool])
                .Services.Configure<McpGuardOptions>(options => options.Audit.File.Directory = folder.FullName));
            await using var client = await server.ConnectAsync();
            await client.CallToolAsync("open");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return instruments.Values;
    }
}
