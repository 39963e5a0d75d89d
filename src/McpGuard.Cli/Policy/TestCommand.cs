using System.CommandLine;
using System.Text.Json;
using McpGuard.Cli.Output;
using McpGuard.Testing;

namespace McpGuard.Cli.Policy;

internal sealed class TestCommand : Command
{
    private readonly Argument<FileInfo> _tests = new Argument<FileInfo>("TESTS") { Description = "The file with the cases." }.AcceptExistingOnly();
    private readonly Option<FileInfo> _surface =
        new Option<FileInfo>("--surface") { Description = $"{SurfaceFile.Description} It replaces the one that TESTS names.", HelpName = "FILE" }
        .AcceptExistingOnly();
    private readonly Option<FileInfo[]> _settings =
        new Option<FileInfo[]>("--settings") { Description = "The settings files, instead of those that TESTS names.", HelpName = "FILE" }.AcceptExistingOnly();
    private readonly Option<bool> _json = new("--json") { Description = "Writes the results as one JSON object." };

    public TestCommand(Terminal terminal)
        : base("test", "Asks the policy the questions of a file, and compares the answers with the expected ones.")
    {
        Add(_tests);
        Add(_surface);
        Add(_settings);
        Add(_json);
        SetAction((parsed, cancellationToken) => RunAsync(parsed, terminal, cancellationToken));
    }

    private async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string[]? settings = parsed.GetValue(_settings) is { Length: > 0 } files ? [.. files.Select(file => file.FullName)] : null;
        var surface = parsed.GetValue(_surface) is { } given ? SurfaceFile.PathOf(given) : null;
        var tests = PolicyTests.Load(parsed.GetRequiredValue(_tests).FullName, surface, settings);
        var results = new List<PolicyTestResult>();
        foreach (var test in tests.Cases)
            results.Add(await test.RunAsync(cancellationToken).ConfigureAwait(false));

        var report = TestReport.Of(results);
        if (parsed.GetValue(_json))
            terminal.WriteJson(JsonSerializer.Serialize(report, PolicyJson.Default.TestReport));
        else
            Write(results, report, terminal);

        return report.Failed == 0 ? ExitCode.Ok : ExitCode.Problems;
    }

    private static void Write(List<PolicyTestResult> results, TestReport report, Terminal terminal)
    {
        foreach (var result in results.Where(result => !result.HasPassed))
        {
            terminal.WriteLine($"FAILED {result.Test.Name}: {string.Join(", ", result.Differences)}");
            ExplanationText.Write(result.Answer, terminal);
        }

        terminal.WriteLine($"{report.Passed} passed, {report.Failed} failed.");
    }
}
