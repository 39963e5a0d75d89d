namespace McpGuard.Benchmarks.Servers;

/// <summary>The tools of every server.</summary>
internal static class BenchmarkTools
{
    /// <summary>It returns its argument.</summary>
    public const string Echo = "echo";

    /// <summary>It waits a millisecond and returns its argument.</summary>
    public const string Wait = "wait";
}
