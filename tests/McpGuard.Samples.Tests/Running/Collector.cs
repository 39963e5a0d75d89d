using System.Text.Json.Nodes;

namespace McpGuard.Samples.Tests.Running;

/// <summary>A process that takes what exporters of OpenTelemetry send over OTLP, as a collector does.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private static readonly NodePackages _packages = new(Built.Collector);

    private readonly StartedProgram _program;

    private Collector() => _program = StartedProgram.Start("node", ["receive.mjs", Url], folder: Built.Collector);

    public string Url { get; } = Loopback.FreeAddress();

    /// <summary>All that has come, as it was sent and as it was read.</summary>
    public string Received => _program.Output;

    /// <summary>The settings with which a program exports its logs to here.</summary>
    public (string Name, string? Value)[] Settings =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BLRP_SCHEDULE_DELAY", "100"),
    ];

    /// <summary>Leaves the test out where there is no Node.js, unless that must not be.</summary>
    public static Task RequireAsync() => _packages.RequireAsync();

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector._program.WaitUntilServesAsync(collector.Url);
        return collector;
    }

    /// <summary>Waits until so many audit records about a tool have come.</summary>
    public async Task<JsonNode[]> RecordsAboutAsync(string tool, int count)
    {
        JsonNode[] records = [];
        await _program.WaitUntilAsync(() => Task.FromResult((records = [.. AboutTool(tool)]).Length >= count), $"it got {count} records about {tool}");
        return records;
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    // The last line may be one that is still being printed.
    private IEnumerable<JsonNode> AboutTool(string tool) => Received.Split('\n')[..^1]
        .SelectMany(line => JsonNode.Parse(line)!["records"]!.AsArray())
        .Where(record => (string?)record!["scope"] == "McpGuard.Audit" && (string?)record["attributes"]!["gen_ai.tool.name"] == tool)!;
}
