namespace McpGuard.Audit;

/// <summary>A log cannot be locked. Its directory may have another writer.</summary>
internal sealed class LogInUseException(string directory, IOException inner)
    : IOException(
        $"The audit log in '{directory}' cannot be locked. Another process may be writing to it: give each its own directory, for example with " +
            $"{LogPlace.Placeholder} in its path. ({inner.Message})",
        inner)
{
    private const int WindowsSharing = unchecked((int)0x80070020);
    private const int LinuxWouldBlock = 11;
    private const int AppleWouldBlock = 35;

    /// <summary>Whether the reason is certain: another writer holds the lock.</summary>
    public bool IsHeld { get; } = inner.HResult is WindowsSharing or LinuxWouldBlock or AppleWouldBlock;
}
