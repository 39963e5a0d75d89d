using System.Text.Json.Nodes;

namespace McpGuard.Samples.Tests.Running;

/// <summary>The audit log of a sample server that is still writing it.</summary>
internal sealed class AuditFile(string directory)
{
    private int _seen;

    public string Directory { get; } = directory;

    /// <summary>
    /// The records of requests since the last look. How a request ended is on its way into the log when its answer is, so this waits
    /// until each that was allowed has its outcome.
    /// </summary>
    public IReadOnlyList<JsonNode> ReadNew()
    {
        var records = Array.Empty<JsonNode>();
        if (!SpinWait.SpinUntil(() => IsComplete(records = [.. Read().Skip(_seen)]), StartedProgram.Limit))
            throw new InvalidOperationException($"An outcome is missing among: {string.Join('\n', records.Select(record => record.ToJsonString()))}");

        _seen += records.Length;
        return records;
    }

    /// <summary>What has been recorded about a tool since the last look, in short, such as <c>deny token_expired</c>.</summary>
    public string[] ReadNewAbout(string tool) => About(ReadNew(), tool);

    /// <summary>What records say about a tool, in short.</summary>
    public static string[] About(IEnumerable<JsonNode> records, string tool) =>
        [.. records.Where(record => (string?)record["target"] == tool).Select(record => $"{record["effect"]}{record["outcome"]} {record["reason"]}".TrimEnd())];

    private static bool IsComplete(JsonNode[] records) =>
        records.Count(record => (string?)record["effect"] == "allow") <= records.Count(record => (string?)record["event"] == "outcome");

    // A log also has records of its segments and of the start of the guard.
    private IEnumerable<JsonNode> Read() => System.IO.Directory.EnumerateFiles(Directory, "audit-*.jsonl").Order(StringComparer.Ordinal)
        .SelectMany(ReadSegment)
        .Select(line => JsonNode.Parse(line)!)
        .Where(record => IsOfRequest((string?)record["event"]));

    private static bool IsOfRequest(string? happened) =>
        happened is "decision" or "outcome" || happened?.StartsWith("approval_", StringComparison.Ordinal) is true;

    private static string[] ReadSegment(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n')[..^1];
    }
}
