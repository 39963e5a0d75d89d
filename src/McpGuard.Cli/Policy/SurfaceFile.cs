using System.Collections.Concurrent;
using System.Diagnostics;

namespace McpGuard.Cli.Policy;

/// <summary>The manifest that a policy is judged by: a file, or what a server's assembly writes when it is started for that.</summary>
internal static class SurfaceFile
{
    public const string Description = "The server manifest (ServerSurface.ToJson()), or the server's assembly (.dll), which is started to write it.";

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(1);
    private static readonly ConcurrentDictionary<string, string> _written = new(StringComparer.Ordinal);

    /// <returns>The path of the manifest.</returns>
    /// <exception cref="CommandException">The assembly did not write one.</exception>
    public static string PathOf(FileInfo given) => string.Equals(given.Extension, ".dll", StringComparison.OrdinalIgnoreCase)
        ? _written.GetOrAdd(given.FullName, Write)
        : given.FullName;

    private static string Write(string assembly)
    {
        var manifest = Path.Combine(Path.GetTempPath(), $"mcpguard-surface-{Guid.NewGuid():N}.json");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(manifest);
        var errors = new ConcurrentQueue<string>();
        using var server = Start(assembly, manifest, errors);
        if (!server.WaitForExit(_limit))
        {
            server.Kill(entireProcessTree: true);
            throw new CommandException($"'{assembly}' did not write its manifest within {_limit.TotalSeconds} seconds.");
        }

        // Waits for the rest of the output as well.
        server.WaitForExit();
        if (File.Exists(manifest))
            return manifest;

        var why = errors.FirstOrDefault(line => line.Length > 0) is { } first ? $" It said: {first}" : "";
        throw new CommandException($"'{assembly}' ended without writing its manifest. It must be a server with WithMcpGuard.{why}");
    }

    // A server on stdio reads its input, and any server may write to both outputs.
    private static Process Start(string assembly, string manifest, ConcurrentQueue<string> errors)
    {
        var server = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [assembly])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { [SurfaceExport.Variable] = manifest },
            },
        };
        server.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        server.Start();
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        server.StandardInput.Close();
        return server;
    }
}
