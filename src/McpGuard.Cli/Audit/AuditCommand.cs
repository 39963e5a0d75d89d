using System.CommandLine;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Audit;

internal sealed class AuditCommand : Command
{
    public AuditCommand(Terminal terminal, TimeProvider time)
        : base("audit", "Verifies and reads the audit log of a guarded server.")
    {
        Add(new VerifyCommand(terminal));
        Add(new ProveCommand(terminal));
        Add(new CheckProofCommand(terminal));
        Add(new QueryCommand(terminal, time));
        Add(new StatsCommand(terminal));
        Add(new ReportCommand(terminal, time));
    }
}
