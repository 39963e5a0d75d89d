using System.Diagnostics;
using System.Reflection;

namespace McpGuard.Cli.Tests.Running;

/// <summary>The tool as it is built, in a process of its own.</summary>
internal sealed record Mcpguard(int ExitCode, string Output, string Errors)
{
    // Generous, since machines that run tests are busy.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(120);

    public static readonly string Dll = Built("McpGuard.Cli");

    /// <summary>A guarded server, which is not part of the tool.</summary>
    public static readonly string Server = Built("PolicyAsCode");

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<Mcpguard> RunAsync(params string[] arguments) => RunAsync(arguments, environment: []);

    /// <summary>Runs it with a bound on its memory, beyond which it would fail.</summary>
    public static Task<Mcpguard> RunAsync(string[] arguments, long maxHeapBytes) => RunAsync(arguments, ("DOTNET_GCHeapHardLimit", $"0x{maxHeapBytes:x}"));

    private static string Built(string program) => typeof(Mcpguard).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == program).Value!;

    /// <summary>Runs it in this process, where it cannot be seen otherwise what it does with an input that fails.</summary>
    /// <returns>The exit code.</returns>
    public static int RunInProcess(string[] arguments, TextReader input, TextWriter errors, bool redErrors)
    {
        var tool = Assembly.LoadFrom(Dll);
        var terminal = tool.GetType("McpGuard.Cli.Output.Terminal", throwOnError: true)!.GetConstructors().Single()
            .Invoke([null, input, TextWriter.Null, errors, redErrors]);
        return (int)tool.GetType("McpGuard.Cli.Tool", throwOnError: true)!.GetMethod("Run")!.Invoke(null, [arguments, terminal, TimeProvider.System])!;
    }

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
