namespace McpGuard.Audit;

/// <summary>Creates files and directories with the readers of an option. On Windows they inherit the rights of their directory.</summary>
internal static class FileAccessMode
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static FileStreamOptions Options(FileMode mode, FileShare share, AuditFileReaders readers)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = Of(readers);

        return options;
    }

    /// <summary>Gives a new file its readers, whatever the process removes from the mode of new files.</summary>
    public static void Apply(FileStream file, AuditFileReaders readers)
    {
        if (!OperatingSystem.IsWindows() && readers != AuditFileReaders.Owner)
            File.SetUnixFileMode(file.SafeFileHandle, Of(readers));
    }

    /// <summary>Creates a directory. One that exists keeps its mode.</summary>
    public static void CreateDirectory(string path, AuditFileReaders readers)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (Directory.Exists(path))
            return;

        var mode = Of(readers) | UnixFileMode.UserExecute | (readers == AuditFileReaders.Group ? UnixFileMode.GroupExecute : UnixFileMode.None);
        Directory.CreateDirectory(path, mode);
        if (readers != AuditFileReaders.Owner)
            File.SetUnixFileMode(path, mode);
    }

    private static UnixFileMode Of(AuditFileReaders readers) => readers == AuditFileReaders.Group ? OwnerOnly | UnixFileMode.GroupRead : OwnerOnly;
}
