using System.CommandLine;
using System.Text.Json;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Policy;

internal sealed class LintCommand : Command
{
    private readonly Argument<FileInfo> _settings = PolicyInput.Settings("SETTINGS");
    private readonly PolicyInput _input = new();
    private readonly Option<bool> _json = new("--json") { Description = "Writes the problems as one JSON object." };

    public LintCommand(Terminal terminal)
        : base("lint", "Finds every problem of a policy that would make the server refuse it.")
    {
        Add(_settings);
        _input.AddTo(this);
        Add(_json);
        SetAction(parsed => Run(parsed, terminal));
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        var problems = FindProblems(parsed);
        if (parsed.GetValue(_json))
        {
            terminal.WriteJson(JsonSerializer.Serialize(new LintResult(problems), PolicyJson.Default.LintResult));
        }
        else
        {
            foreach (var problem in problems)
                terminal.WriteLine(problem);

            terminal.WriteLine($"{Words.Count(problems.Count, "problem")}.");
        }

        return problems.Count == 0 ? ExitCode.Ok : ExitCode.Problems;
    }

    private IReadOnlyList<string> FindProblems(ParseResult parsed)
    {
        try
        {
            _input.Load(parsed, parsed.GetRequiredValue(_settings));
            return [];
        }
        catch (McpGuardConfigurationException exception)
        {
            return exception.Problems;
        }
    }
}
