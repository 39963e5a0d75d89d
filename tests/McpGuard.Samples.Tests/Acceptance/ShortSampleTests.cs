namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>A sample is copied, so its program fits on one screen.</summary>
internal sealed class ShortSampleTests
{
    private const int MaxLines = 40;

    private static IEnumerable<string> Programs => Directory.EnumerateFiles(SourceTree.PathOf("samples"), "Program.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(SourceTree.PathOf(""), path).Replace('\\', '/'));

    [TestCaseSource(nameof(Programs))]
    public void Program_has_at_most_40_lines(string program) =>
        Assert.That(File.ReadAllLines(SourceTree.PathOf(program)), Has.Length.LessThanOrEqualTo(MaxLines));
}
