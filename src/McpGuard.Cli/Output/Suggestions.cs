using System.CommandLine;
using System.CommandLine.Parsing;

namespace McpGuard.Cli.Output;

/// <summary>The words that a user probably meant.</summary>
internal static class Suggestions
{
    /// <returns>The error of a command line, with the nearest known word if it is about an unknown one.</returns>
    public static string Of(ParseError error, ParseResult parsed)
    {
        var unknown = parsed.UnmatchedTokens.FirstOrDefault(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal));
        var suggestion = unknown is null ? "." : NearestName.Suggest(unknown, WordsOf(parsed.CommandResult.Command, unknown.StartsWith('-')));
        return suggestion == "." ? error.Message : $"{error.Message.TrimEnd('.')}{suggestion}";
    }

    private static IEnumerable<string> WordsOf(Command command, bool isOption) => isOption
        ? command.Options.SelectMany(option => option.Aliases.Append(option.Name))
        : command.Subcommands.SelectMany(subcommand => subcommand.Aliases.Append(subcommand.Name));
}
