using System.Text.RegularExpressions;

namespace McpGuard.AspNetCore.Tests.Documentation;

/// <summary>The tests of the repository, and those that a page names.</summary>
internal static partial class NamedTests
{
    /// <summary>Each test, as the name of its file, a dot, and its own name.</summary>
    public static IReadOnlySet<string> All { get; } = (
        from file in Directory.EnumerateFiles(Path.Combine(Snippet.Repository, "tests"), "*Tests.cs", SearchOption.AllDirectories)
        from Match method in Method().Matches(File.ReadAllText(file))
        select $"{Path.GetFileNameWithoutExtension(file)}.{method.Groups[1].Value}").ToHashSet(StringComparer.Ordinal);

    public static string[] In(string page) => [.. Name().Matches(page).Select(name => name.Groups[1].Value)];

    [GeneratedRegex(@"^    public (?:async )?[\w<>\[\], ?()]+? ([A-Z]\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method();

    [GeneratedRegex(@"`([A-Z]\w+Tests\.\w+)`")]
    private static partial Regex Name();
}
