using McpGuard.Testing;

namespace McpGuard.Cli.Policy;

/// <summary>The results of a file of tests.</summary>
internal sealed record TestReport(int Passed, int Failed, IReadOnlyList<TestReport.Line> Cases)
{
    internal sealed record Line(string Name, bool Passed, IReadOnlyList<string> Differences, AccessExplanation Answer);

    public static TestReport Of(IReadOnlyCollection<PolicyTestResult> results) => new(
        results.Count(result => result.HasPassed),
        results.Count(result => !result.HasPassed),
        [.. results.Select(result => new Line(result.Test.Name, result.HasPassed, result.Differences, result.Answer))]);
}
