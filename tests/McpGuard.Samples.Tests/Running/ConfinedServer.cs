namespace McpGuard.Samples.Tests.Running;

/// <summary>
/// A copy of HttpServer that can write to one folder only, as in a container with a read-only root. If the tests run as root, it runs as
/// an account without rights.
/// </summary>
internal sealed class ConfinedServer : IDisposable
{
    private const string Nobody = "65534";
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enterable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-samples-tests-");
    private readonly string[] _before;

    private ConfinedServer()
    {
        Home = _folder.CreateSubdirectory("home").FullName;
        Program = _folder.CreateSubdirectory("program").FullName;
        Copy(Path.GetDirectoryName(Built.HttpServer)!, Program);
        foreach (var file in Directory.EnumerateFiles(Program, "*", SearchOption.AllDirectories))
            SetMode(file, Readable);
        foreach (var folder in Folders())
            SetMode(folder, Enterable);

        Data = _folder.CreateSubdirectory("data").FullName;
        SetMode(_folder.FullName, Enterable);
        _before = Snapshot();
    }

    /// <summary>The folder of the program, which it cannot write to.</summary>
    public string Program { get; }

    /// <summary>The one folder that the program can write to.</summary>
    public string Data { get; }

    // Also the folder of temporary files.
    private string Home { get; }

    /// <summary>Creates it, or skips the test where no permission of a file would hold for the server.</summary>
    public static async Task<ConfinedServer> CreateAsync()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The test needs the permissions of files on Linux.");
        if (Environment.IsPrivilegedProcess && !File.Exists("/usr/bin/setpriv"))
            Assert.Ignore("Root may write to every file, and setpriv (util-linux) is not installed.");

        var server = new ConfinedServer();
        if (Environment.IsPrivilegedProcess)
            await StartedProgram.RunAsync("chown", [$"{Nobody}:{Nobody}", server.Data]);

        return server;
    }

    public StartedProgram Start(string url, IReadOnlyDictionary<string, string?> environment)
    {
        // The image of the sample for containers switches the diagnostics of the runtime off, which write to the folder of temporary files.
        var confined = new Dictionary<string, string?>(environment) { ["HOME"] = Home, ["TMPDIR"] = Home, ["DOTNET_EnableDiagnostics"] = "0", ["Data"] = Data };
        string[] command = ["dotnet", Path.Combine(Program, Path.GetFileName(Built.HttpServer)), "--urls", url];
        return Environment.IsPrivilegedProcess
            ? StartedProgram.Start("setpriv", [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", .. command], confined, Program)
            : StartedProgram.Start(command[0], command[1..], confined, Program);
    }

    /// <summary>The files outside of the one folder that have been written, created or deleted.</summary>
    public IEnumerable<string> Changes()
    {
        var now = Snapshot();
        return now.Except(_before).Concat(_before.Except(now));
    }

    public void Dispose()
    {
        foreach (var folder in Folders().Prepend(_folder.FullName))
            SetMode(folder, Enterable | UnixFileMode.UserWrite);

        _folder.Delete(recursive: true);
    }

    private string[] Folders() =>
        Directory.EnumerateDirectories(Program, "*", SearchOption.AllDirectories).Append(Program).Append(Home).ToArray();

    private string[] Snapshot() =>
    [
        .. _folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Where(entry => entry.FullName != Data && !entry.FullName.StartsWith(Data + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Select(entry => $"{entry.FullName} {(entry as FileInfo)?.Length} {entry.LastWriteTimeUtc:O}"),
    ];

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }
}
