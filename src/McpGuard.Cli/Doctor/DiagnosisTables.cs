using McpGuard.Cli.Output;
using Spectre.Console;

namespace McpGuard.Cli.Doctor;

/// <summary>Shows a diagnosis to a person.</summary>
internal static class DiagnosisTables
{
    public static void Write(Diagnosis diagnosis, Terminal terminal)
    {
        var clients = Tables.New("client", "connects", "because", "what mends it");
        foreach (var client in diagnosis.Clients)
        {
            var verdict = Words.Of(client.Verdict);
            clients.AddRow(
                Tables.Cell(client.Client), Tables.Cell(verdict, Tables.StyleOf(verdict)), Tables.Cell(client.Because ?? ""), Tables.Cell(client.Mend ?? ""));
        }

        var checks = Tables.New("check", "result", "seen", "what mends it");
        foreach (var check in diagnosis.Checks)
        {
            var state = Words.Of(check.State);
            checks.AddRow(
                Tables.Cell(Words.Of(check.Check)), Tables.Cell(state, Tables.StyleOf(state)), Tables.Cell(check.Detail), Tables.Cell(check.Mend ?? ""));
        }

        terminal.Write(clients);
        terminal.Write(checks);
        terminal.WriteLine(diagnosis.HasProblem ? "Problems were found." : "No problem was found.");
    }
}
