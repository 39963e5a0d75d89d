using System.CommandLine;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Approvals;

internal sealed class ApprovalsCommand : Command
{
    public ApprovalsCommand(Terminal terminal, TimeProvider time)
        : base("approvals", "Reads the approvals of a guarded server. People decide on its pages: a user of this computer is not a verified person.") =>
        Add(new ListCommand(terminal, time));
}
