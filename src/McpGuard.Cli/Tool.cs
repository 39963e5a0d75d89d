using System.CommandLine;
using McpGuard.Cli.Audit;
using McpGuard.Cli.Output;

namespace McpGuard.Cli;

/// <summary>The tool as a whole: its commands, and how it ends.</summary>
internal static class Tool
{
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, Terminal terminal, TimeProvider time)
    {
        var root = new RootCommand("Works with what guarded MCP servers leave behind. Exit codes: 0 all is well, 1 problems were found, 2 it could not be done.")
        {
            new AuditCommand(terminal, time),
        };

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                terminal.WriteError(error.Message);

            terminal.WriteError("Add --help to see how it is used.");
            return ExitCode.NotDone;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = terminal.Out, Error = terminal.Errors });
        }
        catch (Exception exception) when (exception is CommandException or IOException or UnauthorizedAccessException)
        {
            terminal.WriteError(exception.Message);
            return ExitCode.NotDone;
        }
    }
}
