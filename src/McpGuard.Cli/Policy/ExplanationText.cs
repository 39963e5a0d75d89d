using McpGuard.Cli.Output;

namespace McpGuard.Cli.Policy;

/// <summary>Shows an explanation to a person.</summary>
internal static class ExplanationText
{
    public static void Write(AccessExplanation explanation, Terminal terminal)
    {
        // Line by line, since a line break inside a line would be escaped.
        foreach (var line in explanation.ToString().Split('\n'))
            terminal.WriteLine(line.TrimEnd('\r'));
    }

    public static string Word(AuditEffect? effect) => effect is { } known ? Words.Of(known) : "undecided";
}
