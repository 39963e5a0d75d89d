namespace McpGuard.TestSupport;

/// <summary>
/// A folder as Kubernetes projects a ConfigMap or a Secret: each file is a link through <c>..data</c>, and a new version is put in place
/// by exchanging that one link.
/// </summary>
internal sealed class ProjectedFolder : IDisposable
{
    private static readonly DateTime _writtenAt = new(2026, 8, 1, 12, 0, 0, DateTimeKind.Utc);
    private readonly string _root = Directory.CreateTempSubdirectory("mcpguard-").FullName;
    private int _version;

    public ProjectedFolder(string text)
    {
        Project(text);
        File.CreateSymbolicLink(FilePath, Path.Combine("..data", "file"));
    }

    /// <summary>The path that a server is told.</summary>
    public string FilePath => Path.Combine(_root, "file");

    /// <summary>Puts another version in place.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="later">
    /// How much later the version was written. By default its time is that of the one before, as where files are unpacked from an archive.
    /// </param>
    public void Project(string text, TimeSpan later = default)
    {
        var version = $"..version-{++_version}";
        var target = Path.Combine(_root, version, "file");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, text);
        File.SetLastWriteTimeUtc(target, _writtenAt + later);

        var link = Path.Combine(_root, "..data");
        if (_version > 1)
            Directory.Delete(link);

        Directory.CreateSymbolicLink(link, version);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
