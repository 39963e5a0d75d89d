namespace McpGuard.Audit;

/// <summary>
/// The state of a path at one moment. Two equal states are of the same file with the same content, even if a symbolic link or a directory
/// of the path was exchanged in between, as Kubernetes does with ConfigMaps and Secrets.
/// </summary>
internal readonly record struct FileState(FileKind Kind, long Length, long Device, long Number, long ModifiedAt, long ChangedAt)
{
    /// <summary>The state of the path's target. No file is opened, so this does not wait for a pipe.</summary>
    public static FileState Of(string path) => OperatingSystem.IsWindows() ? OfTarget(path) : UnixFile.Stat(path);

    /// <summary>The state of the path itself, without following a symbolic link.</summary>
    public static FileState OfEntry(string path) => OperatingSystem.IsWindows() ? Of(new FileInfo(path)) : UnixFile.LinkStat(path);

    /// <summary>The state of an open file, wherever it is by now.</summary>
    public static FileState Of(FileStream stream) => OperatingSystem.IsWindows() ? Of(new FileInfo(stream.Name)) : UnixFile.Stat(stream.SafeFileHandle);

    /// <summary>Whether both are the same file, changed or not. On Windows an open file cannot be replaced.</summary>
    public bool IsSameFileAs(FileState other) => Kind == other.Kind && Device == other.Device && Number == other.Number;

    private static FileState OfTarget(string path)
    {
        var file = new FileInfo(path);
        return Of(file.LinkTarget is null ? file : new FileInfo(file.ResolveLinkTarget(returnFinalTarget: true)!.FullName));
    }

    private static FileState Of(FileInfo file)
    {
        if (!file.Exists)
            return new(Directory.Exists(file.FullName) ? FileKind.Directory : FileKind.None, 0, 0, 0, 0, 0);

        var kind = file.Attributes switch
        {
            var attributes when attributes.HasFlag(FileAttributes.ReparsePoint) && file.LinkTarget is not null => FileKind.Link,
            var attributes when attributes.HasFlag(FileAttributes.Device) => FileKind.Other,
            _ => FileKind.Regular,
        };
        return new(kind, file.Length, 0, 0, file.LastWriteTimeUtc.Ticks, file.CreationTimeUtc.Ticks);
    }
}
