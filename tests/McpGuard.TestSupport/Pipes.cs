using System.Diagnostics;

namespace McpGuard.TestSupport;

/// <summary>Named pipes, which block a reader that opens them.</summary>
internal static class Pipes
{
    /// <returns>The path.</returns>
    public static string Make(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        return process.ExitCode == 0 ? path : throw new InvalidOperationException($"mkfifo ended with {process.ExitCode}.");
    }
}
