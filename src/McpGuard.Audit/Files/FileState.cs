namespace McpGuard.Audit;

/// <summary>
/// What stood at a path at one moment. Two states that are equal are of the same file with the same content, also where a symbolic
/// link or a directory on the way was exchanged in between, as Kubernetes does with ConfigMaps and Secrets.
/// </summary>
internal readonly record struct FileState(FileKind Kind, long Length, long Device, long Number, long ModifiedAt, long ChangedAt)
{
    /// <summary>What the path leads to. Nothing is opened, so this does not wait for the other end of a pipe.</summary>
    public static FileState Of(string path) => OperatingSystem.IsWindows() ? OfTarget(path) : UnixFile.Stat(path);

    /// <summary>What stands at the path itself: of a symbolic link the link.</summary>
    public static FileState OfEntry(string path) => OperatingSystem.IsWindows() ? Of(new FileInfo(path)) : UnixFile.LinkStat(path);

    /// <summary>The file that is open, wherever it stands by now.</summary>
    public static FileState Of(FileStream stream) => OperatingSystem.IsWindows() ? Of(new FileInfo(stream.Name)) : UnixFile.Stat(stream.SafeFileHandle);

    /// <summary>Whether both are one file, changed or not. Windows lets no open file be replaced.</summary>
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
