namespace McpGuard.Cli.Output;

/// <summary>The access token that a user gives in a file or on the standard input, so that it is in no list of processes.</summary>
internal static class TokenFile
{
    private const int MaxCharacters = (16 * 1024) - 1;

    /// <param name="path">The file, or <c>-</c> for the standard input.</param>
    /// <param name="input">The standard input.</param>
    /// <exception cref="CommandException">There is no token, or it is not one that a header can carry.</exception>
    public static string Read(string path, TextReader input)
    {
        using var reader = path == "-" ? input : File.OpenText(path);
        var token = GivenFile.ReadOrNone(reader, MaxCharacters)?.Trim();

        // The message does not show the token.
        return token is { Length: > 0 } && token.All(IsOfToken)
            ? token
            : throw new CommandException($"'{path}' does not have one access token of at most {MaxCharacters} characters.");
    }

    // RFC 6750 section 2.1.
    private static bool IsOfToken(char character) => char.IsAsciiLetterOrDigit(character) || "-._~+/=".Contains(character, StringComparison.Ordinal);
}
