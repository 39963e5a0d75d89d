namespace McpGuard.AspNetCore.Tests.Documentation;

/// <summary>The threat model says the truth: each test that it names exists, and nothing is called stopped without one.</summary>
[TestFixture]
internal sealed class ThreatModelTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(Snippet.Repository, "src", "McpGuard", "THREATS.md"));

    private static IEnumerable<string[]> Rows => _page.Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split(" | "));

    [Test]
    public void Each_named_test_exists()
    {
        var named = NamedTests.In(_page);

        Assert.That(named, Has.Length.GreaterThan(60));
        Assert.That(named.Except(NamedTests.All), Is.Empty);
    }

    [Test]
    public void What_is_stopped_has_a_test() =>
        Assert.That(
            Rows.Where(row => row.Any(cell => cell is "yes" or "in part") && !row[^1].Contains('`', StringComparison.Ordinal)).Select(row => row[0]),
            Is.Empty);

    [Test]
    public void Each_tenet_of_zero_trust_has_a_test()
    {
        var tenets = Rows.Where(row => char.IsAsciiDigit(row[0][0])).ToArray();

        Assert.That(tenets, Has.Length.EqualTo(7));
        Assert.That(tenets.Where(row => !row[^1].Contains('`', StringComparison.Ordinal)).Select(row => row[0]), Is.Empty);
    }
}
