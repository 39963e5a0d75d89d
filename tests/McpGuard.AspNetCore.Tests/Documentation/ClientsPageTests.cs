namespace McpGuard.AspNetCore.Tests.Documentation;

/// <summary>The page of clients says the truth: each report of users has a test that exists.</summary>
internal sealed class ClientsPageTests
{
    private static readonly string[] _reports =
    [
        .. File.ReadLines(Path.Combine(Snippet.Repository, "src", "McpGuard.AspNetCore", "CLIENTS.md"))
            .SkipWhile(line => line != "## Reports of users")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2])),
    ];

    [Test]
    public void Each_report_has_a_number_and_a_test() => Assert.That(
        _reports.Where(report => NamedTests.In(report).Length > 0).Select(report => report.Split('|')[1].Trim()),
        Is.EqualTo(Enumerable.Range(1, 27).Select(number => $"{number}")));

    [Test]
    public void Each_named_test_exists() => Assert.That(_reports.SelectMany(NamedTests.In).Except(NamedTests.All), Is.Empty);
}
