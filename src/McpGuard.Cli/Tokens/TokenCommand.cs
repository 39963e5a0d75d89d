using System.CommandLine;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Tokens;

internal sealed class TokenCommand : Command
{
    public TokenCommand(Terminal terminal, TimeProvider time)
        : base("token", "Works with access tokens.")
    {
        Add(new InspectCommand(terminal, time));
        Add(new IssueCommand(terminal));
    }
}
