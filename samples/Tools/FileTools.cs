using System.ComponentModel;
using McpGuard;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace SampleTools;

/// <summary>Text files in a sandbox folder.</summary>
[McpServerToolType]
public sealed class FileTools(SampleData data)
{
    private const int MaxCharacters = 64 * 1024;

    /// <summary>Lists the files.</summary>
    /// <returns>Their names.</returns>
    [McpServerTool(Name = "files_list", ReadOnly = true), RequireScope("files:read")]
    [Description("Lists the names of all files.")]
    public string[] List() => [.. Directory.EnumerateFiles(data.Sandbox).Take(1000).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>Reads a file.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its text.</returns>
    [McpServerTool(Name = "files_read", ReadOnly = true), RequireScope("files:read")]
    [Description("Reads a text file.")]
    public string Read([Description("The file's name, without a folder.")] string name)
    {
        using var reader = FindExisting(name).OpenText();
        var text = new char[MaxCharacters];
        return new string(text, 0, reader.ReadBlock(text));
    }

    /// <summary>Writes a file, in place of one that is there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Its text.</param>
    /// <returns>What was done.</returns>
    [McpServerTool(Name = "files_write", Idempotent = true), RequireScope("files:read", "files:write")]
    [Description("Writes a text file, in place of one that is there.")]
    public string Write([Description("The file's name, without a folder.")] string name, [Description("The whole text.")] string text)
    {
        if (text.Length > MaxCharacters)
            throw new McpException($"A file has at most {MaxCharacters} characters.");

        File.WriteAllText(Find(name).FullName, text);
        return $"Wrote {text.Length} characters to '{name}'.";
    }

    /// <summary>Deletes a file.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>What was done.</returns>
    [McpServerTool(Name = "files_delete", Destructive = true), RequireScope("files:admin")]
    [Description("Deletes a file.")]
    public string Delete([Description("The file's name, without a folder.")] string name)
    {
        FindExisting(name).Delete();
        return $"'{name}' is gone.";
    }

    private FileInfo FindExisting(string name)
    {
        var file = Find(name);
        return file.Exists ? file : throw new McpException($"There is no file '{name}'.");
    }

    // A name, not a path: nothing that could lead out of the sandbox, and no link that does.
    private FileInfo Find(string name)
    {
        if (name.Length is 0 or > 128 || name.StartsWith('.') || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw new McpException("A file's name has letters, digits, '.', '-' and '_' only, and does not begin with '.'.");

        var file = new FileInfo(Path.Combine(data.Sandbox, name));
        return file.LinkTarget is null ? file : throw new McpException($"'{name}' is a link.");
    }
}
