using System.Runtime.InteropServices;

namespace McpGuard.Audit;

/// <summary>
/// Reads the kind and identity of a file from the operating system. The class library cannot tell a pipe from a file, or compare two files.
/// The native library of the runtime has the same structure on every Unix.
/// </summary>
internal static class UnixFile
{
    private const string Library = "libSystem.Native";
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;
    private const int LinkType = 0xA000;
    private const int CloseOnExec = 0x10;

    public static FileState Stat(string path) => StatPath(path, out var status) == 0 ? StateOf(status) : default;

    public static FileState LinkStat(string path) => LinkStatPath(path, out var status) == 0 ? StateOf(status) : default;

    public static FileState Stat(SafeHandle file) => StatHandle(file, out var status) == 0 ? StateOf(status) : default;

    /// <summary>Whether the path belongs to the account of this process.</summary>
    public static bool IsOwn(string path) => StatPath(path, out var status) == 0 && status.UserId == EffectiveUserId();

    /// <summary>Writes the names in a directory to its disk, as far as the file system can.</summary>
    /// <exception cref="IOException">There is no such directory, or it cannot be opened.</exception>
    public static void SyncDirectory(string path)
    {
        var directory = OpenPath(path, CloseOnExec, mode: 0);
        if (directory < 0)
            throw new IOException($"'{path}' cannot be opened.");

        _ = FSync(directory);
        _ = CloseHandle(directory);
    }

    private static FileState StateOf(in Status status) => new(
        (status.Mode & TypeMask) switch
        {
            RegularType => FileKind.Regular,
            DirectoryType => FileKind.Directory,
            LinkType => FileKind.Link,
            _ => FileKind.Other,
        },
        status.Size,
        status.Device,
        status.Number,
        (status.ModifiedSeconds * NanosecondsPerSecond) + status.ModifiedNanoseconds,
        (status.ChangedSeconds * NanosecondsPerSecond) + status.ChangedNanoseconds);

    [DllImport(Library, EntryPoint = "SystemNative_Stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int StatPath([MarshalAs(UnmanagedType.LPUTF8Str)] string path, out Status status);

    [DllImport(Library, EntryPoint = "SystemNative_LStat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int LinkStatPath([MarshalAs(UnmanagedType.LPUTF8Str)] string path, out Status status);

    [DllImport(Library, EntryPoint = "SystemNative_FStat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int StatHandle(SafeHandle file, out Status status);

    [DllImport(Library, EntryPoint = "SystemNative_GetEUid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern uint EffectiveUserId();

    [DllImport(Library, EntryPoint = "SystemNative_Open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern nint OpenPath([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport(Library, EntryPoint = "SystemNative_FSync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FSync(nint file);

    [DllImport(Library, EntryPoint = "SystemNative_Close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int CloseHandle(nint file);

    // The layout of System.Native's FileStatus.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Status
    {
        public readonly int Flags;
        public readonly int Mode;
        public readonly uint UserId;
        public readonly uint GroupId;
        public readonly long Size;
        public readonly long AccessedSeconds;
        public readonly long AccessedNanoseconds;
        public readonly long ModifiedSeconds;
        public readonly long ModifiedNanoseconds;
        public readonly long ChangedSeconds;
        public readonly long ChangedNanoseconds;
        public readonly long BornSeconds;
        public readonly long BornNanoseconds;
        public readonly long Device;
        public readonly long RawDevice;
        public readonly long Number;
        public readonly uint UserFlags;
    }
}
