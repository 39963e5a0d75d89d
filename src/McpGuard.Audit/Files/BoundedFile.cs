namespace McpGuard.Audit;

/// <summary>Reads files from the options safely: it does not wait for a pipe, and reads no more than a bound.</summary>
internal static class BoundedFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">There is no such file, it is not a regular one, or it is larger than the bound.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static FileStream Open(string path, long maxBytes)
    {
        if (FileState.Of(path).Kind is FileKind.Directory or FileKind.Other)
            throw new IOException("It is not a regular file.");

        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length <= maxBytes)
            return stream;

        stream.Dispose();
        throw new IOException($"The file is too large: more than {maxBytes / 1024} KiB.");
    }

    /// <summary>Reads a whole text file.</summary>
    /// <exception cref="IOException">There is no such file, it is not a regular one, or it is larger than the bound.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string ReadText(string path, long maxBytes)
    {
        using var reader = new StreamReader(Open(path, maxBytes));
        return reader.ReadToEnd();
    }

    /// <summary>Reads a whole text file, and waits no longer than the deadline for a file that does not answer.</summary>
    /// <exception cref="IOException">There is no such file, it is not a regular one, it is larger than the bound, or it does not answer.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string ReadTextInTime(string path, long maxBytes) => TimeLimitedFile.Of(path).Ask(path => ReadText(path, maxBytes));
}
