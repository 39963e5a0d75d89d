using System.Text.RegularExpressions;

namespace McpGuard.AspNetCore.Tests.Documentation;

/// <summary>The table of requirements says the truth: what holds has tests, and what has tests is in it.</summary>
[TestFixture]
internal sealed partial class RequirementTableTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(Snippet.Repository, "src", "McpGuard", "REQUIREMENTS.md"));

    private static readonly HashSet<string> _tested =
    [
        .. Directory.EnumerateFiles(Path.Combine(Snippet.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "RequirementTableTests.cs")
            .SelectMany(file => Id().Matches(File.ReadAllText(file)).Select(match => match.Value)),
    ];

    [Test]
    public void Requirement_that_holds_has_a_test()
    {
        var rows = Row().Matches(_page);
        var holding = rows.Where(row => row.Groups[2].Value.StartsWith("holds", StringComparison.Ordinal)).Select(row => row.Groups[1].Value);

        Assert.That(rows, Has.Count.GreaterThan(60));
        Assert.That(holding.Except(_tested), Is.Empty);
    }

    [Test]
    public void Package_page_has_no_table_of_requirements() =>
        Assert.That(
            Snippet.Pages().Where(page => page.EndsWith("README.md", StringComparison.Ordinal))
                .Where(page => Row().IsMatch(File.ReadAllText(Path.Combine(Snippet.Repository, page)))),
            Is.Empty);

    [GeneratedRegex(@"\b[A-Z]{3}-\d+\b")]
    private static partial Regex Id();

    [GeneratedRegex(@"^\| ([A-Z]{3}-\d+) \|.*\| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
