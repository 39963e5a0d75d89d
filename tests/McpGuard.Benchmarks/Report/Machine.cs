using System.Runtime.InteropServices;

namespace McpGuard.Benchmarks;

/// <summary>What a run was measured on.</summary>
/// <param name="Processor">The model of the processor.</param>
/// <param name="Cores">How many cores the run could use.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The .NET runtime.</param>
internal sealed record Machine(string Processor, int Cores, string System, string Runtime)
{
    private const string LinuxProcessors = "/proc/cpuinfo";

    public static Machine Current() =>
        new(FindProcessor(), Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);

    private static string FindProcessor()
    {
        var lines = File.Exists(LinuxProcessors) ? File.ReadLines(LinuxProcessors) : [];
        return lines.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
