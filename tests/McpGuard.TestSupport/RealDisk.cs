using System.ComponentModel;
using System.Diagnostics;

namespace McpGuard.TestSupport;

/// <summary>A folder on a disk that can be filled and made read-only for real. A machine that does not let the tests do so skips them.</summary>
internal sealed class RealDisk : IDisposable
{
    private readonly bool _isMounted;

    private RealDisk(bool isMounted) => _isMounted = isMounted;

    public string Folder { get; } = Directory.CreateTempSubdirectory("mcpguard-disk-").FullName;

    public string Log => Path.Combine(Folder, "log");

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>A disk of its own with little room.</summary>
    public static RealDisk Small()
    {
        var disk = new RealDisk(isMounted: true);
        return disk.OrIgnored(TryRun("mount", "-t", "tmpfs", "-o", "size=512k", "mcpguard-test", disk.Folder));
    }

    /// <summary>A folder that can be made read-only, for root too.</summary>
    public static RealDisk Lockable()
    {
        var disk = new RealDisk(isMounted: false);
        return disk.OrIgnored(disk.TrySetReadOnly(true) && disk.TrySetReadOnly(false));
    }

    public void Fill()
    {
        using var filler = new FileStream(Filler, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });
        try
        {
            for (var block = new byte[512]; ;)
                filler.Write(block);
        }
        catch (IOException)
        {
            // That was all.
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public void SetReadOnly(bool isReadOnly) => Assert.That(TrySetReadOnly(isReadOnly), Is.True);

    public void Dispose()
    {
        if (_isMounted)
            TryRun("umount", Folder);
        else
            TrySetReadOnly(false);

        Directory.Delete(Folder, recursive: true);
    }

    private bool TrySetReadOnly(bool isReadOnly) => TryRun("chattr", "-R", isReadOnly ? "+i" : "-i", Folder);

    private RealDisk OrIgnored(bool isPossible)
    {
        if (isPossible)
            return this;

        Directory.Delete(Folder, recursive: true);
        Assert.Ignore("This needs Linux and root.");
        return this;
    }

    private static bool TryRun(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
