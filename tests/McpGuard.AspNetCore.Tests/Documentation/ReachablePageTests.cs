using System.Text.RegularExpressions;

namespace McpGuard.AspNetCore.Tests.Documentation;

/// <summary>A reader finds every page from the front page.</summary>
[TestFixture]
internal sealed partial class ReachablePageTests
{
    private const int Clicks = 2;

    [Test]
    public void Every_page_is_two_clicks_away_from_the_front_page()
    {
        var reached = new HashSet<string> { "README.md" };
        for (var click = 0; click < Clicks; click++)
            reached.UnionWith(reached.SelectMany(LinksOf).ToArray());

        Assert.That(Snippet.Pages().Where(IsDocumentation).Select(page => page.Replace('\\', '/')).Except(reached), Is.Empty);
    }

    // The folder "server" is what the template writes; the pages of the other tests are about their data.
    private static bool IsDocumentation(string page) =>
        !page.StartsWith("tests", StringComparison.Ordinal) && !page.Contains(Path.Combine("McpGuard.Templates", "server"), StringComparison.Ordinal);

    private static IEnumerable<string> LinksOf(string page) =>
        from Match link in Link().Matches(File.ReadAllText(Path.Combine(Snippet.Repository, page)))
        let path = Path.GetFullPath(Path.Combine(Snippet.Repository, Path.GetDirectoryName(page)!, link.Groups[1].Value))
        where path.EndsWith(".md", StringComparison.Ordinal)
        select Path.GetRelativePath(Snippet.Repository, path).Replace('\\', '/');

    [GeneratedRegex("""\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)""")]
    private static partial Regex Link();
}
