namespace McpGuard.Benchmarks.Servers;

/// <summary>What the tools of every server do.</summary>
internal static class Echoes
{
    private static readonly TimeSpan _wait = TimeSpan.FromMilliseconds(1);

    public static string Of(string message, int count) => count == 1 ? message : string.Concat(Enumerable.Repeat(message, count));

    /// <summary>The same, after a wait that uses no processor.</summary>
    public static async Task<string> AfterWaitAsync(string message, int count)
    {
        await Task.Delay(_wait);
        return Of(message, count);
    }
}
