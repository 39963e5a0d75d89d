using System.Diagnostics;
using System.Reflection;

namespace McpGuard.Cli.Tests.Running;

/// <summary>The tool as it is built, in a process of its own.</summary>
internal sealed record Mcpguard(int ExitCode, string Output, string Errors)
{
    // Generous, since machines that run tests are busy.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(120);

    public static readonly string Dll = typeof(Mcpguard).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "McpGuard.Cli").Value!;

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<Mcpguard> RunAsync(params string[] arguments) => RunAsync(arguments, environment: []);

    /// <summary>Runs it with a bound on its memory, beyond which it would fail.</summary>
    public static Task<Mcpguard> RunAsync(string[] arguments, long maxHeapBytes) => RunAsync(arguments, ("DOTNET_GCHeapHardLimit", $"0x{maxHeapBytes:x}"));

    /// <summary>Runs it with variables of its environment.</summary>
    public static async Task<Mcpguard> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Dll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(_limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
