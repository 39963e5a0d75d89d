namespace McpGuard.AspNetCore.Tests.Documentation;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page, relative to the repository.</param>
/// <param name="Line">Where the block begins.</param>
/// <param name="Language">What follows the fence.</param>
/// <param name="Text">What stands in it.</param>
internal sealed record Snippet(string Page, int Line, string Language, string Text)
{
    public static string Repository { get; } = FindRepository();

    public static IEnumerable<Snippet> All() => Pages().SelectMany(Read);

    public static IEnumerable<string> Pages() => new[] { "README.md", "CHANGELOG.md" }
        .Concat(new[] { "src", "samples", "tests", "nuget" }.SelectMany(folder =>
            Directory.EnumerateFiles(Path.Combine(Repository, folder), "*.md", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Repository, path))))
        .Where(page => !page.Contains("node_modules", StringComparison.Ordinal) && !page.Split('/', '\\').Any(part => part is "bin" or "obj"));

    public override string ToString() => $"{Page}:{Line}";

    private static IEnumerable<Snippet> Read(string page)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository, page));
        for (var start = 0; start < lines.Length; start++)
        {
            if (!lines[start].StartsWith("```", StringComparison.Ordinal))
                continue;

            var end = Array.FindIndex(lines, start + 1, line => line == "```");
            yield return new Snippet(page, start + 1, lines[start][3..].Trim(), string.Join('\n', lines[(start + 1)..end]));
            start = end;
        }
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "McpGuard.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run inside the repository.");

        return folder.FullName;
    }
}
