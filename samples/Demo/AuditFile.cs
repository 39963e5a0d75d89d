using System.Text.Json.Nodes;

namespace Demo;

/// <summary>A server's audit log: a directory of segments, each JSON Lines, one record a line.</summary>
internal sealed record AuditFile(string Directory)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The records of requests that were written after the first ones. How a request ended is on its way into the log when its answer
    /// is, so this waits until each that was allowed has its outcome.
    /// </summary>
    public async Task<IReadOnlyList<AuditLine>> ReadFromAsync(int first)
    {
        using var limit = new CancellationTokenSource(_patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            AuditLine[] lines = [.. Read().Skip(first)];
            if (lines.Count(line => line["effect"] == "allow") == lines.Count(line => line["event"] == "outcome"))
                return lines;

            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    // A log also has records of its segments and of the start of the guard.
    private IEnumerable<AuditLine> Read() => !System.IO.Directory.Exists(Directory)
        ? []
        : System.IO.Directory.EnumerateFiles(Directory, "audit-*.jsonl").Order(StringComparer.Ordinal).SelectMany(ReadSegment)
            .Select(line => new AuditLine(line, JsonNode.Parse(line)!))
            .Where(line => line.IsApproval || line["event"] is "decision" or "outcome");

    // The server is still writing, so the last line may be incomplete.
    private static string[] ReadSegment(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n')[..^1];
    }
}
