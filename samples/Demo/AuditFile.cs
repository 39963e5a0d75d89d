using System.Text.Json.Nodes;

namespace Demo;

/// <summary>A server's audit file: JSON Lines, one record a line.</summary>
internal sealed record AuditFile(string Path)
{
    /// <summary>The records that were written after the first ones, while the server goes on writing.</summary>
    public IReadOnlyList<AuditLine> ReadFrom(int first)
    {
        if (!File.Exists(Path))
            return [];

        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Skip(first).Select(line => new AuditLine(line, JsonNode.Parse(line)!))];
    }
}
