using System.Text.Json.Nodes;

namespace McpGuard.Samples.Tests.Running;

/// <summary>The audit file of a sample server, which goes on writing it.</summary>
internal sealed class AuditFile(string path)
{
    private int _seen;

    public string Path { get; } = path;

    /// <summary>The records since the last look.</summary>
    public IReadOnlyList<JsonNode> ReadNew()
    {
        using var reader = new StreamReader(new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var records = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(_seen).Select(line => JsonNode.Parse(line)!).ToArray();
        _seen += records.Length;
        return records;
    }

    /// <summary>What has been recorded about a tool since the last look, in short, such as <c>deny token_expired</c>.</summary>
    public string[] ReadNewAbout(string tool) => About(ReadNew(), tool);

    /// <summary>What records say about a tool, in short.</summary>
    public static string[] About(IEnumerable<JsonNode> records, string tool) =>
        [.. records.Where(record => (string?)record["target"] == tool).Select(record => $"{record["effect"]}{record["outcome"]} {record["reason"]}".TrimEnd())];
}
