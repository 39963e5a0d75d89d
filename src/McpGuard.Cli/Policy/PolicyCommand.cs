using System.CommandLine;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Policy;

internal sealed class PolicyCommand : Command
{
    public PolicyCommand(Terminal terminal, TimeProvider time)
        : base("policy", "Checks, explains, tests and compares policies, without a server.")
    {
        Add(new InitCommand(terminal));
        Add(new LintCommand(terminal));
        Add(new ExplainCommand(terminal, time));
        Add(new TestCommand(terminal));
        Add(new DiffCommand(terminal));
    }
}
