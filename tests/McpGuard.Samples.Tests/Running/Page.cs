namespace McpGuard.Samples.Tests.Running;

/// <summary>A page of the repository, for tests that run what it shows.</summary>
internal sealed class Page(string path)
{
    private readonly string[] _lines = File.ReadAllLines(SourceTree.PathOf(path));

    /// <summary>The text of the only block in a language.</summary>
    public string Block(string language)
    {
        var start = Array.IndexOf(_lines, $"```{language}") + 1;
        return string.Join('\n', _lines[start..Array.IndexOf(_lines, "```", start)]);
    }

    /// <summary>The commands of the tool, without its name.</summary>
    public IEnumerable<string> Commands =>
        _lines.Where(line => line.StartsWith("mcpguard ", StringComparison.Ordinal)).Select(line => line["mcpguard ".Length..]);
}
