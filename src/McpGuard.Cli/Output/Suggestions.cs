using System.CommandLine;
using System.CommandLine.Parsing;

namespace McpGuard.Cli.Output;

/// <summary>The errors of a command line, with the words that a user probably meant.</summary>
internal static class Suggestions
{
    /// <returns>One error for a word that is unknown: its value is then unknown too, and what it stands for is missing. Otherwise all errors.</returns>
    public static IEnumerable<string> ErrorsOf(ParseResult parsed) => UnknownWord(parsed) is { } unknown
        ? [$"'{unknown}' is not known here{NearestName.Suggest(unknown, WordsOf(parsed.CommandResult.Command, unknown.StartsWith('-')))}"]
        : parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal);

    // An option that is not known is read as the value of the argument before which it stands.
    private static string? UnknownWord(ParseResult parsed) => parsed.Tokens
        .FirstOrDefault(token => token.Type == TokenType.Argument
            && (token.Value.StartsWith("--", StringComparison.Ordinal) || parsed.UnmatchedTokens.Contains(token.Value)))?.Value;

    private static IEnumerable<string> WordsOf(Command command, bool isOption) => isOption
        ? command.Options.SelectMany(option => option.Aliases.Append(option.Name)).Append("--help")
        : command.Subcommands.SelectMany(subcommand => subcommand.Aliases.Append(subcommand.Name));
}
