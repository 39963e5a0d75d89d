namespace McpGuard;

/// <summary>
/// A folder to which only this account has access. Another one that has access to a folder of approvals could approve calls. Each use looks
/// again, since the folder may have been made anew.
/// </summary>
internal static class OwnFolder
{
    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates the folder if there is none.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another account, or others have access to it.</exception>
    public static void Prepare(string path)
    {
        FileAccessMode.CreateDirectory(path, AuditFileReaders.Owner);
        if (OperatingSystem.IsWindows())
            return;

        if (!UnixFile.IsOwn(path))
            throw new UnauthorizedAccessException($"The folder belongs to another account. Name one of the account that runs the server: {path}");
        if ((File.GetUnixFileMode(path) & OfOthers) != 0)
            throw new UnauthorizedAccessException($"Other accounts have access to the folder. Remove their access: chmod 700 {path}");
    }
}
