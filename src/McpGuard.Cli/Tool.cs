using System.CommandLine;
using McpGuard.Cli.Approvals;
using McpGuard.Cli.Audit;
using McpGuard.Cli.Authorities;
using McpGuard.Cli.Doctor;
using McpGuard.Cli.Output;
using McpGuard.Cli.Policy;
using McpGuard.Cli.Tokens;

namespace McpGuard.Cli;

/// <summary>The command line tool: its commands, and its exit codes.</summary>
internal static class Tool
{
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, Terminal terminal, TimeProvider time)
    {
        var root = new RootCommand(
            "Works with the audit logs, approvals, policies and tokens of guarded MCP servers, checks which clients can connect, and runs an " +
                "authority for development. Exit codes: 0 success, 1 problems were found, 2 the command failed, 3 not everything could be checked.")
        {
            new AuditCommand(terminal, time),
            new ApprovalsCommand(terminal, time),
            new PolicyCommand(terminal, time),
            new TokenCommand(terminal, time),
            new DoctorCommand(terminal, time),
            new AuthorityCommand(terminal, time),
            new CompletionCommand(terminal),
        };

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in Suggestions.ErrorsOf(parsed))
                terminal.WriteError(error);

            terminal.WriteNote("Use --help for help.");
            return ExitCode.NotDone;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = terminal.Out, Error = terminal.Errors });
        }
        catch (McpGuardConfigurationException exception)
        {
            foreach (var problem in exception.Problems)
                terminal.WriteError(problem);

            return ExitCode.NotDone;
        }
        catch (Exception exception) when (exception is CommandException or FormatException or IOException or UnauthorizedAccessException)
        {
            terminal.WriteError(exception.Message);
            return ExitCode.NotDone;
        }
        catch (OperationCanceledException)
        {
            terminal.WriteError("The command was stopped before its end.");
            return ExitCode.NotDone;
        }
        catch (Exception exception)
        {
            // A user needs no trace.
            terminal.WriteError($"The command failed, which is a fault of mcpguard. {exception.GetType().Name}: {exception.Message}");
            return ExitCode.NotDone;
        }
    }
}
