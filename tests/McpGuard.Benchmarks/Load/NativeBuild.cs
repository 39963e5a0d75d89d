using System.Diagnostics;

namespace McpGuard.Benchmarks.Load;

/// <summary>The native build of the servers, made once in a run.</summary>
internal static class NativeBuild
{
    private const string Name = "McpGuard.NativeServer";

    private static readonly Lazy<Task<string>> _path = new(PublishAsync);

    /// <summary>The path of the native program.</summary>
    public static Task<string> PathAsync() => _path.Value;

    private static async Task<string> PublishAsync()
    {
        Console.WriteLine("building the native servers, which takes some minutes");
        var project = Path.Combine(Repository.ProjectDirectory, "..", Name);
        var output = Path.Combine(project, "bin", "native");
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-p:Native=true", "-o", output, "-v", "quiet", "-nologo"]))!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Path.Combine(output, OperatingSystem.IsWindows() ? Name + ".exe" : Name)
            : throw new InvalidOperationException("The native servers were not built. Native builds need a C compiler and linker.");
    }
}
