using System.CommandLine;
using McpGuard.Authority;
using McpGuard.Cli.Output;
using Microsoft.Extensions.Hosting;

namespace McpGuard.Cli.Authorities;

internal sealed class AuthorityCommand : Command
{
    private readonly Option<string> _url = new("--url")
    {
        Description = "The address to listen on, and the issuer. Only an address of this machine.",
        HelpName = "URL",
        DefaultValueFactory = _ => AuthorityOptions.DefaultUrl,
    };

    private readonly Option<string[]> _resources = List("--resource", "A server that tokens may be for (McpGuard:Resource). Default: every server.", "URL");
    private readonly Option<string[]> _scopes = List("--scope", "A scope that tokens may have. Default: every scope.", "SCOPE");
    private readonly Option<string[]> _agents = List("--agent", "A client that exchanges tokens to act for users. Default: agent-1 and agent-2.", "NAME");
    private readonly Option<bool> _hold = new("--hold-to-registered-scopes")
    {
        Description = "Gives a client only the scopes that it registered, as some authorization servers do.",
    };

    public AuthorityCommand(Terminal terminal, TimeProvider time)
        : base("authority", "Runs an authorization server for development on this machine. It asks for no password.")
    {
        Add(_url);
        Add(_resources);
        Add(_scopes);
        Add(_agents);
        Add(_hold);
        SetAction((parsed, cancellationToken) => RunAsync(parsed, terminal, time, cancellationToken));
    }

    private async Task<int> RunAsync(ParseResult parsed, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = Read(parsed, terminal, time);
        if (!Loopback.IsAddress(options.Issuer))
        {
            throw new CommandException(
                $"The development authority listens on this machine only: use an address like {AuthorityOptions.DefaultUrl}, not '{options.Url}'.");
        }

        var authority = AuthorityServer.Build(options);
        await using var _ = authority.ConfigureAwait(false);
        await authority.StartAsync(cancellationToken).ConfigureAwait(false);
        options.Report($"The issuer is {options.Issuer}. It asks for no password: use it for development only.");
        options.Report(
            $"A token, from another terminal: mcpguard token issue --authority {options.Issuer} " +
            $"--resource {options.Resources.FirstOrDefault("URL")} --scope SCOPE --actor {options.Agents[0]}");
        options.Report("Stop it with Ctrl+C. All of its tokens and registrations then end.");
        await authority.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private AuthorityOptions Read(ParseResult parsed, Terminal terminal, TimeProvider time)
    {
        var defaults = new AuthorityOptions();
        return new AuthorityOptions
        {
            Url = parsed.GetRequiredValue(_url),
            Resources = parsed.GetValue(_resources) ?? defaults.Resources,
            Scopes = [.. (parsed.GetValue(_scopes) ?? []).SelectMany(scopes => scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))],
            Agents = parsed.GetValue(_agents) is { Length: > 0 } agents ? agents : defaults.Agents,
            HoldToRegisteredScopes = parsed.GetValue(_hold),
            Time = time,
            Report = line => terminal.WriteLine($"development authority: {line}"),
        };
    }

    private static Option<string[]> List(string name, string description, string value) =>
        new(name) { Description = $"{description} It can be given several times.", HelpName = value };
}
