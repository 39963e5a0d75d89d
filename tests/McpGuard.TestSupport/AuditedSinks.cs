using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGuard.TestSupport;

/// <summary>A guarded server with every sink there is and one of its author's own. Each can be broken and mended from outside.</summary>
internal sealed class AuditedSinks : IAsyncDisposable
{
    public static readonly string[] Names = ["Logger", "File", "Ocsf", "Recording"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mcpguard-sinks-").FullName;
    private readonly BreakableLogs _logs = new();
    private RecordingAuditSink? _own;

    private string Log => Path.Combine(_folder, "log");

    private string Exports => Path.Combine(_folder, "ocsf");

    private string Away => Path.Combine(_folder, "away");

    public GuardedWebServer? Server { get; private set; }

    public static async Task<AuditedSinks> StartAsync(Action<AuditOptions> configure)
    {
        var sinks = new AuditedSinks();
        Directory.CreateDirectory(sinks.Exports);
        sinks.Server = await GuardedWebServer.StartAsync(
            options =>
            {
                options.Audit.File.Directory = sinks.Log;
                options.Audit.File.MaxSegmentBytes = 4096;
                options.Audit.Ocsf.File = Path.Combine(sinks.Exports, "events.jsonl");
                configure(options.Audit);
            },
            mcp => mcp.Services.AddLogging(logging => logging.AddProvider(sinks._logs)));
        sinks._own = sinks.Server.Audit;
        return sinks;
    }

    /// <summary>How often a sink has failed to take a record.</summary>
    public int Failures(string sink) => _logs.Failures(sink);

    public void Break(string sink)
    {
        switch (sink)
        {
            case "Logger":
                _logs.Fails = true;
                break;
            case "File":
                // A file in the place of the directory.
                Directory.Move(Log, Away);
                File.WriteAllText(Log, "");
                break;
            case "Ocsf":
                Directory.Move(Exports, Away);
                break;
            default:
                _own!.Fails = true;
                break;
        }
    }

    public void Mend(string sink)
    {
        switch (sink)
        {
            case "Logger":
                _logs.Fails = false;
                break;
            case "File":
                File.Delete(Log);
                Directory.Move(Away, Log);
                break;
            case "Ocsf":
                Directory.Move(Away, Exports);
                break;
            default:
                _own!.Fails = false;
                break;
        }
    }

    /// <summary>Stops the server, so that all is written that is going to be.</summary>
    public async Task StopAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();

        Server = null;
    }

    /// <summary>What a sink has of requests, each as the identifier of its record.</summary>
    public IReadOnlyList<string> Of(string sink) => [.. Records(sink).Where(record => record.Event is "decision" or "outcome").Select(record => record.Id)];

    /// <summary>How many records a sink says that it has lost.</summary>
    public long Lost(string sink) => Records(sink).Where(record => record.Event == "records_lost").Sum(record => record.Lost);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _logs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private IEnumerable<(string Id, string Event, long Lost)> Records(string sink) => sink switch
    {
        "Logger" => _logs.Records.Select(Own),
        "File" => AuditReader.Read(Log).Select(record => Own(record.Json)),
        "Ocsf" => File.ReadLines(Path.Combine(Exports, "events.jsonl")).Select(Exported),
        _ => _own!.Records.Select(record => Own(record.ToString())),
    };

    private static (string Id, string Event, long Lost) Own(string line)
    {
        var json = JsonNode.Parse(line)!;
        return ((string)json["record_id"]!, (string)json["event"]!, (long?)json["lost"] ?? 0);
    }

    private static (string Id, string Event, long Lost) Exported(string line)
    {
        var json = JsonNode.Parse(line)!;
        return ((string)json["metadata"]!["uid"]!, (string)json["metadata"]!["event_code"]!, (long?)json["count"] ?? 0);
    }
}
