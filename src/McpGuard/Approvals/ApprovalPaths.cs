namespace McpGuard;

/// <summary>The paths in a folder of approvals.</summary>
/// <param name="folder">The full path of the folder.</param>
internal sealed class ApprovalPaths(string folder)
{
    /// <summary>The longest identifier, and the longest binding.</summary>
    public const int MaxLength = 64;

    private const string IdPrefix = "apr_";
    private const string Extension = ".json";

    public string Folder => folder;

    /// <summary>The file that a writer locks.</summary>
    public string Lock => Path.Combine(folder, ".lock");

    // An identifier comes from a browser, so it must not name another file.
    public static bool IsId(string text) => text.Length > IdPrefix.Length && text.StartsWith(IdPrefix, StringComparison.Ordinal) && IsName(text);

    public static bool IsBinding(string text) => text.Length > 0 && IsName(text);

    /// <summary>The file of an approval.</summary>
    public string Of(string id) => Path.Combine(folder, id + Extension);

    /// <summary>The file with the identifier of the newest approval of a binding.</summary>
    public string OfBinding(string binding) => Path.Combine(folder, $"for-{binding}");

    /// <summary>Everything that has the name of an approval, also what is no file.</summary>
    public IEnumerable<string> OfAll() => Directory.EnumerateFileSystemEntries(folder, $"{IdPrefix}*{Extension}");

    private static bool IsName(string text) =>
        text.Length <= MaxLength && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');
}
