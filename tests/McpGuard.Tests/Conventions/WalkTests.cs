using System.Text.RegularExpressions;

namespace McpGuard.Tests.Conventions;

/// <summary>The walk through the code (<c>src/README.md</c>) names files and rooms that exist, and all rooms of each package.</summary>
[TestFixture]
internal sealed partial class WalkTests
{
    private static readonly string _page = File.ReadAllText(SourceTree.PathOf("src/README.md"));

    private static readonly HashSet<string> _files = [.. SourceTree.Files.Select(file => file.Path)];

    [Test]
    public void Each_step_names_files_that_exist() => Assert.That(FindMissing(_page), Is.Empty);

    [TestCase("The rooms of the core, from the top:", "McpGuard")]
    [TestCase("The rooms of the audit log:", "McpGuard.Audit")]
    [TestCase("The rooms of the HTTP part:", "McpGuard.AspNetCore")]
    public void Table_of_rooms_has_all_folders_of_the_package(string heading, string package) =>
        Assert.That(RoomsAfter(heading), Is.EquivalentTo(FoldersOf(package)));

    [TestCase("## One\n| step | files |\n| a | `McpGuard/Pipeline/MessageGuard`, `TargetCheck`, not `x` |\n", ExpectedResult = "McpGuard/Pipeline/x.cs")]
    [TestCase("## One\n| step | files |\n| a | `McpGuard/Pipeline/MessageGuard` |\n| b | `TargetCheck` |\n", ExpectedResult = "")]
    public string Missing_file_is_found(string page) => string.Join(' ', FindMissing(page));

    private static IEnumerable<string> FindMissing(string page)
    {
        var folder = "";
        foreach (var line in WalkOf(page).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)))
        {
            foreach (var name in CodeSpan().Matches(line).Select(match => match.Groups[1].Value))
            {
                var end = name.LastIndexOf('/');
                folder = end < 0 ? folder : name[..end];
                var path = $"{folder}/{name[(end + 1)..]}.cs";
                if (!_files.Contains(path))
                    yield return path;
            }
        }
    }

    // After the walk come the tables of rooms.
    private static string WalkOf(string page) => page.Split("## Packages and rooms")[0];

    private static IEnumerable<string> RoomsAfter(string heading) => _page.Split(heading)[1].Split('\n')
        .SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|'))
        .Select(line => CodeSpan().Match(line).Groups[1].Value).Where(room => room.Length > 0);

    private static IEnumerable<string> FoldersOf(string package) => _files
        .Where(path => path.StartsWith($"{package}/", StringComparison.Ordinal)).Select(path => path.Split('/'))
        .Where(path => path.Length > 2).Select(path => path[1]).Distinct();

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex CodeSpan();
}
