using System.Text;

namespace McpGuard.Cli.Output;

/// <summary>A text that a user names, which may come from somebody else. It can be a pipe, and is read only up to a bound.</summary>
internal static class GivenFile
{
    private const int PieceLength = 8 * 1024;

    /// <summary>The most that a key, a key set or a document may have. A record has at most a fraction of it.</summary>
    public const int MaxCharacters = 4 * 1024 * 1024;

    /// <exception cref="CommandException">The file has more characters.</exception>
    public static string Read(string path, int maxCharacters = MaxCharacters)
    {
        using var reader = File.OpenText(path);
        return ReadOrNone(reader, maxCharacters) ?? throw new CommandException($"'{path}' is too long: it has more than {maxCharacters} characters.");
    }

    /// <returns>The text, or null if it has more characters.</returns>
    public static string? ReadOrNone(TextReader reader, int maxCharacters)
    {
        var text = new StringBuilder();
        var piece = new char[PieceLength];
        while (reader.ReadBlock(piece) is var length and > 0)
        {
            text.Append(piece, 0, length);
            if (text.Length > maxCharacters)
                return null;
        }

        return text.ToString();
    }
}
