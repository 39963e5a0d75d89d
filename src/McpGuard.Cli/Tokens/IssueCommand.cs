using System.CommandLine;
using McpGuard.Authority;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Tokens;

internal sealed class IssueCommand : Command
{
    private readonly Option<string[]> _scopes = new("--scope")
    {
        Description = "A scope of the token. It can be given several times.",
        HelpName = "SCOPE",
        Required = true,
    };

    private readonly Option<string?> _actor = new("--actor")
    {
        Description = "The agent that acts for the user. Without it, the user's application has the token.",
        HelpName = "NAME",
    };

    private readonly Option<string> _subject = new("--subject") { Description = "The user.", HelpName = "NAME", DefaultValueFactory = _ => "alice" };
    private readonly Option<string?> _resource = new("--resource")
    {
        Description = "The server that the token is for (McpGuard:Resource). An authority with one resource does not need it.",
        HelpName = "URL",
    };

    private readonly Option<string> _authority = new("--authority")
    {
        Description = "The address of the running 'mcpguard authority'.",
        HelpName = "URL",
        DefaultValueFactory = _ => AuthorityOptions.DefaultUrl,
    };

    public IssueCommand(Terminal terminal)
        : base("issue", "Prints a token from the running development authority ('mcpguard authority').")
    {
        Add(_scopes);
        Add(_actor);
        Add(_subject);
        Add(_resource);
        Add(_authority);
        SetAction((parsed, cancellationToken) => RunAsync(parsed, terminal, cancellationToken));
    }

    private async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var authority = parsed.GetRequiredValue(_authority).TrimEnd('/');
        if (!Loopback.IsAddress(authority))
        {
            throw new CommandException(
                $"Tokens come from a development authority of this machine only: use an address like {AuthorityOptions.DefaultUrl}, not '{authority}'.");
        }

        var subject = parsed.GetRequiredValue(_subject);
        var actor = parsed.GetValue(_actor);
        var scopes = string.Join(' ', parsed.GetRequiredValue(_scopes));
        using var desk = new TokenDesk(authority);
        var token = await desk.IssueAsync(subject, actor, parsed.GetValue(_resource), scopes, cancellationToken).ConfigureAwait(false);
        var through = actor is null ? "" : $" through {actor}";
        terminal.WriteNote($"development authority: a token of {subject}{through} with {scopes}, valid for {token.ExpiresIn} seconds.");
        terminal.WriteLine(token.AccessToken);
        return ExitCode.Ok;
    }
}
